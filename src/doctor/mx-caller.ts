import { MIN_PER_PAGE, toPageQuery } from '../mx/api/pages.ts';
import {
  type ApiVersion,
  createEndpoints,
  type Credentials,
  type EndpointName,
} from '../mx/endpoints.ts';
import { toPath, toQueryString } from '../mx/path.ts';
import { type Schedule, startDeadline } from '../mx/wire/deadline.ts';
import { createTransport, type WireAnswer, type WireFailure } from '../mx/wire/transport.ts';

/** The clocks of the doctor. */
export interface Clocks {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** Runs a callback later; returns a function that cancels it. */
  readonly schedule: Schedule;
}

export type MxReply = (WireAnswer | WireFailure) & {
  readonly ms: number;
  /** The middle of the call, in milliseconds since 1970. */
  readonly at: number;
};

export interface MxQuestion {
  readonly version: ApiVersion;
  /** True for a call without the key. Defaults to false. */
  readonly isAnonymous?: boolean;
}

/** A list that belongs to no user. */
type ListName = Extract<EndpointName, 'listUsers' | 'listInstitutions'>;

/**
 * Reads the smallest page of a list with the gateway's own transport: without retries, so that each
 * failure is seen.
 */
export interface MxCaller extends AsyncDisposable {
  readonly ask: (name: ListName, question: MxQuestion) => Promise<MxReply>;
}

export interface MxCallerOptions extends Credentials, Clocks {
  readonly baseUrl: string;
  /** The deadline of one call. */
  readonly timeoutMs: number;
}

const SMALLEST_PAGE = toQueryString(toPageQuery({ page: 1, perPage: MIN_PER_PAGE }));

export function createMxCaller(options: MxCallerOptions): MxCaller {
  const { baseUrl, timeoutMs, now, monotonicNow, schedule } = options;
  const transport = createTransport(baseUrl, 1);
  const endpoints = {
    v20111101: createEndpoints('v20111101', options),
    v20250224: createEndpoints('v20250224', options),
  };
  const closing = new AbortController();

  return {
    async ask(name, { version, isAnonymous = false }) {
      const { method, path: template, headers: all } = endpoints[version][name];
      const headers = isAnonymous ? withoutKey(all) : all;
      const path = toPath(template, {}) + SMALLEST_PAGE;
      const { signal } = closing;
      const [wallAt, startedAt] = [now(), monotonicNow()];
      const deadline = startDeadline({ timeoutMs, signal, now: monotonicNow, schedule });
      const result = await transport.exchange(
        { method, path, headers, body: null, isProbe: false, admit: () => true },
        deadline,
      );
      deadline.end();
      const ms = monotonicNow() - startedAt;
      return { ...result, ms, at: wallAt + ms / 2 };
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await transport.close();
    },
  };
}

/** Headers are name, value, name, value … */
function withoutKey(headers: readonly string[]): string[] {
  return headers.filter((_, index) => headers[index - (index % 2)] !== 'authorization');
}
