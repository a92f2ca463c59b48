import type { IncomingMessage } from 'node:http';

/** The kind of a refused request. */
export interface RefusalKind {
  readonly what: 'request' | 'handshake' | 'webhook';
  /** A word for the reason, which says more than its sender learns. */
  readonly why?: string;
}

/** A refused request, for the log. */
export interface RefusedRequest extends RefusalKind {
  readonly status: number;
  readonly reason: string;
  readonly from: RequestSource;
}

/**
 * The parts of a request that help to find its sender and cannot contain a secret. A part is null
 * if it is absent or not plain.
 */
export interface RequestSource {
  readonly method: string | null;
  /**
   * The path without its query. Only letters, because clients sometimes put the value of a
   * parameter into the path.
   */
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
