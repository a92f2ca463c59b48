import { examine, type ExamineOptions } from '../../src/doctor/examine.ts';
import type { Finding, Topic } from '../../src/doctor/finding.ts';
import { byTimer } from '../../src/mx/wire/deadline.ts';

export const CLIENT_ID = 'client-id-never-shown';
export const API_KEY = 'api-key-never-shown';

/** The settings of a gateway on loopback with MX at this address. */
export function withMx(baseUrl: string, more: Record<string, string> = {}) {
  return {
    MX_CLIENT_ID: CLIENT_ID,
    MX_API_KEY: API_KEY,
    MX_BASE_URL: baseUrl,
    ...(more['AUTH_ISSUER'] === undefined && { AUTH: 'none' }),
    PORT: '0',
    ...more,
  };
}

export interface Examined {
  readonly findings: readonly Finding[];
  /** `ok`, `warning`, `failed` or `skipped`, and the text of all findings about a topic. */
  readonly about: (topic: Topic) => string;
  /** The topics of everything that is not well. */
  readonly unwell: () => readonly Topic[];
}

/** Runs the doctor in this process, by default without a token and without a public address. */
export async function examineEnv(
  env: Readonly<Record<string, string>>,
  options: Partial<ExamineOptions> = {},
): Promise<Examined> {
  const findings = await examine({
    env,
    fetch,
    token: null,
    url: null,
    now: () => Date.now(),
    // A machine with other work is slow, which is no finding of a test.
    monotonicNow: () => 0,
    schedule: byTimer,
    ...options,
  });
  return {
    findings,
    about: (topic) =>
      findings
        .filter((each) => each.topic === topic)
        .map(
          ({ state, sentence, fix }) => `${state}: ${sentence}${fix === null ? '' : ` → ${fix}`}`,
        )
        .join('\n'),
    unwell: () =>
      findings
        .filter(({ state }) => state === 'failed' || state === 'warning')
        .map(({ topic }) => topic),
  };
}
