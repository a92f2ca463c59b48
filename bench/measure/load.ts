import { Pool } from 'undici';
import { type QueryName, toRequestBody } from '../queries.ts';
import { signUserToken } from './tokens.ts';

/** A request of one end user, ready to be sent. */
export interface Call {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function toCall(name: QueryName, user: string): Promise<Call> {
  return {
    body: JSON.stringify(toRequestBody(name, user)),
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${await signUserToken(user)}`,
    },
  };
}

export interface Target extends AsyncDisposable {
  /** Resolves with the response's text; rejects for any status but 200. */
  readonly send: (call: Call) => Promise<string>;
}

export function createTarget(url: string, connections: number): Target {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  return {
    send: ({ body, headers }) =>
      new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        let status = 0;
        pool.dispatch(
          { path, method: 'POST', headers, body },
          {
            onRequestStart() {},
            onResponseStart(_controller, statusCode) {
              status = statusCode;
            },
            onResponseData: (_controller, chunk) => chunks.push(chunk),
            onResponseEnd() {
              const text = Buffer.concat(chunks).toString();
              if (status === 200) resolve(text);
              else reject(new Error(`${status} of ${url}: ${text.slice(0, 300)}`));
            },
            onResponseError: (_controller, error) => reject(error),
          },
        );
      }),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

export interface LoadOptions {
  readonly calls: readonly Call[];
  readonly lanes: number;
  /** The load ends after this time, or with the last call if `once` is set. */
  readonly ms: number;
  readonly once?: boolean;
}

export interface Load {
  readonly durationsMs: readonly number[];
  readonly seconds: number;
}

/** Sends the calls in turn, a call at a time in each lane. */
export async function load(target: Target, options: LoadOptions): Promise<Load> {
  const { calls, lanes, ms, once = false } = options;
  const durationsMs: number[] = [];
  const startedAt = performance.now();
  let next = 0;
  const lane = async () => {
    for (;;) {
      const sentAt = performance.now();
      const call = calls[next % calls.length];
      if (call === undefined || sentAt - startedAt >= ms || (once && next >= calls.length)) return;
      next += 1;
      await target.send(call);
      durationsMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { durationsMs, seconds: (performance.now() - startedAt) / 1_000 };
}
