import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clocks } from './mx-caller.ts';
import { codeOf } from './unreachable.ts';

export interface GetOptions extends Pick<Clocks, 'schedule'> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** A response, or the code of the error instead. */
export type Got =
  | {
      /** 101 for a WebSocket that was opened, and closed again. */
      readonly status: number;
      /** The parsed body; undefined if it is not JSON, or too long. */
      readonly json: unknown;
      /** True for a page, which no API sends. */
      readonly isPage: boolean;
    }
  | { readonly code: string };

const MAX_BYTES = 64 * 1024;

/** One GET on a connection of its own. Redirects are not followed. */
export function get(url: URL, options: GetOptions): Promise<Got> {
  return call('GET', url, undefined, options);
}

/** The same with POST. */
export function post(url: URL, body: Uint8Array, options: GetOptions): Promise<Got> {
  return call('POST', url, body, options);
}

function call(
  method: string,
  url: URL,
  body: Uint8Array | undefined,
  { headers = {}, timeoutMs, schedule }: GetOptions,
): Promise<Got> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const request = send(url, { method, headers, agent: false });
    const settle = (got: Got) => {
      cancel();
      request.destroy();
      resolve(got);
    };
    const cancel = schedule(() => settle({ code: 'late' }), timeoutMs);
    const fail = (error: unknown) => settle({ code: codeOf(error) });
    request.on('response', (response) => {
      readJson(response).then((json) => {
        const { statusCode = 0, headers: received } = response;
        const isPage = received['content-type']?.startsWith('text/html') === true;
        settle({ status: statusCode, json, isPage });
      }, fail);
    });
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      settle({ status: 101, json: undefined, isPage: false });
    });
    request.on('error', fail);
    request.end(body);
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > MAX_BYTES) return undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
