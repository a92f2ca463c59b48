import { createContext, type ReactNode, useContext, useState } from 'react';

const Context = createContext<(sentence: string) => void>(() => {});

/** Tells screen readers a sentence, politely: when they have said what they are saying. */
export const useAnnounce = () => useContext(Context);

/** One live region for the page; it stays in the document, as readers need it. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [sentence, setSentence] = useState('');
  return (
    <Context.Provider value={setSentence}>
      {children}
      <div className="hidden" role="status" aria-live="polite" data-announcer>
        {sentence}
      </div>
    </Context.Provider>
  );
}
