import { useState } from 'react';
import type { MemberChanges } from '../data/member.ts';
import { Notice } from '../parts/notice.tsx';
import { useAction } from '../parts/use-action.ts';

export interface SignInProps {
  /** The page that came with the new connection, good for one use; null without one. */
  readonly firstUrl: string | null;
  readonly requestUrl: MemberChanges['requestSignIn'];
}

/** Sends the person to the bank's own page. The status says when they have approved or denied. */
export function SignIn({ firstUrl, requestUrl }: SignInProps) {
  const [url, setUrl] = useState(firstUrl);
  const { run, isRunning, problem } = useAction();
  const request = () =>
    void run(async () => {
      const result = await requestUrl();
      if ('code' in result) return result.code;
      setUrl(result.url);
      return null;
    });
  return (
    <>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      <p>
        {url === null ? (
          <button
            type="button"
            className="button is-primary"
            aria-disabled={isRunning}
            autoFocus
            onClick={request}
          >
            Get a sign-in page
          </button>
        ) : (
          // The bank's page must not reach this one through window.opener.
          <a
            className="button is-primary"
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            autoFocus
            onClick={() => setTimeout(setUrl, 0, null)}
          >
            Sign in at your bank
          </a>
        )}
      </p>
      <p className="muted">This page continues by itself once you have approved.</p>
    </>
  );
}
