const paths = {
  wallet:
    'M3 7.5A2.5 2.5 0 0 1 5.5 5H18v3h1.5A1.5 1.5 0 0 1 21 9.5v8a1.5 1.5 0 0 1-1.5 1.5h-14A2.5 2.5 0 0 1 3 16.5zM17 12v3h4v-3z',
  plus: 'M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7z',
  refresh:
    'M12 5a7 7 0 0 1 6.3 4H15v2h7V4h-2v3.3A9 9 0 0 0 3 12h2a7 7 0 0 1 7-7m7 7a7 7 0 0 1-13.3 3H9v-2H2v7h2v-3.3A9 9 0 0 0 21 12z',
  close:
    'm5.6 4.2 6.4 6.4 6.4-6.4 1.4 1.4-6.4 6.4 6.4 6.4-1.4 1.4-6.4-6.4-6.4 6.4-1.4-1.4 6.4-6.4-6.4-6.4z',
  good: 'M9.5 16.2 5.3 12l-1.4 1.4 5.6 5.6 11-11-1.4-1.4z',
  bad: 'M12 3 1.5 21h21zm-1 7h2v5h-2zm0 6.5h2v2h-2z',
} as const;

/** A sign beside a text that says the same. */
export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} fillRule="evenodd" />
    </svg>
  );
}
