import { useMxClient } from 'mx-graphql-gateway-client/react';
import { useEffect, useState } from 'react';
import { type Institution, Search } from '../data/connect.ts';
import { describeError } from '../data/sentences.ts';
import { useAnnounce } from '../parts/announcer.tsx';
import { Logo } from '../parts/logo.tsx';
import { Notice } from '../parts/notice.tsx';
import { useFocus } from '../parts/use-focus.ts';

/** How long someone has to stop typing before the search begins. */
const PAUSE_MS = 250;

export interface InstitutionSearchProps {
  readonly onChoose: (institution: Institution) => void;
}

export function InstitutionSearch({ onChoose }: InstitutionSearchProps) {
  const mx = useMxClient();
  const announce = useAnnounce();
  const field = useFocus<HTMLInputElement>();
  const [name, setName] = useState('MX');
  const [found, setFound] = useState<readonly Institution[]>();
  const [error, setError] = useState<unknown>();

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      mx.query(Search, { name: name.trim() || null }, { signal }).then(
        ({ institutions }) => {
          const nodes = institutions?.nodes ?? [];
          setFound(nodes);
          setError(undefined);
          announce(`${nodes.length} banks found.`);
        },
        (failure: unknown) => signal.aborted || setError(failure),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [mx, name, announce]);

  return (
    <>
      <label className="field">
        Name of the bank
        <input
          ref={field}
          type="search"
          value={name}
          maxLength={200}
          autoComplete="off"
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      {error !== undefined && <Notice tone="bad">{describeError(error)}</Notice>}
      {found?.length === 0 && <p className="muted">No bank has this text in its name.</p>}
      <ul className="choices">
        {found?.map((institution) => (
          <li key={institution.id}>
            <button type="button" className="choice" onClick={() => onChoose(institution)}>
              <Logo url={institution.mediumLogoUrl} name={institution.name ?? institution.code} />
              <span className="grow">
                {institution.name}
                {institution.supportsOAuth && (
                  <span className="hint"> You sign in on its own page</span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
