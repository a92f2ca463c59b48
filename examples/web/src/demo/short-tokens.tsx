import { readTokenLifetime, setTokenLifetime } from '../data/session.ts';

const SECONDS = 15;

/** Tokens that expire while someone watches. The app does not show it: the kit renews them. */
export function ShortTokens() {
  const toggle = (isShort: boolean) => {
    setTokenLifetime(isShort ? SECONDS : null);
    // The token of this page would be good for a month.
    location.reload();
  };
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={readTokenLifetime() !== null}
        onChange={({ target }) => toggle(target.checked)}
      />
      Let tokens expire after {SECONDS} seconds (loads the page anew)
    </label>
  );
}
