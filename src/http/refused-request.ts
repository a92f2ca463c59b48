import type { IncomingMessage } from 'node:http';

/** A request that was turned away, for the log. */
export interface RefusedRequest {
  readonly what: 'request' | 'handshake';
  readonly status: number;
  readonly reason: string;
  readonly from: RequestSource;
}

/** What of a request helps to find out who sends it, and can hold no secret. Null: not there, or not plain. */
export interface RequestSource {
  readonly method: string | null;
  /** Without its query; of letters alone, since a path may also hold what somebody took for a parameter. */
  readonly path: string | null;
  readonly host: string | null;
  readonly origin: string | null;
  readonly mediaType: string | null;
}

export function toSource({ method, url, headers }: IncomingMessage): RequestSource {
  const { host, origin, 'content-type': type } = headers;
  return {
    method: method ?? null,
    path: plain(url?.split('?', 1)[0], /^(?:\/[a-z]{1,20}){0,3}\/?$/i),
    host: plain(host, /^[\w.:[\]-]{1,100}$/),
    origin: plain(origin, /^(?:null|[a-z][a-z\d+.-]{0,19}:\/\/[\w.:[\]-]{0,100})$/i),
    mediaType: plain(type?.split(';', 1)[0]?.trim(), /^[a-z]{1,20}\/[\w.+-]{1,60}$/i),
  };
}

function plain(text: string | undefined, form: RegExp): string | null {
  return text !== undefined && form.test(text) ? text : null;
}
