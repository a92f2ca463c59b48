import type { IncomingHttpHeaders } from 'node:http';

export type ApiVersion = 'v20111101' | 'v20250224';

export interface Version {
  readonly version: ApiVersion;
  /** True for the beta vendor type, which adds the rewards fields of an account. */
  readonly isBeta: boolean;
}

/**
 * The version that a request selects; undefined means a 406. v20111101 is selected by its vendor
 * type in Accept, with or without Accept-Version; v20250224 by Accept-Version together with JSON in
 * Accept.
 */
export function readVersion(headers: IncomingHttpHeaders): Version | undefined {
  const types = (headers.accept ?? '').split(',').map((type) => type.split(';')[0]?.trim());
  const asked = headers['accept-version'];
  const isBeta = types.includes('application/vnd.mx.api.v1beta+json');
  const isVendor = isBeta || types.includes('application/vnd.mx.api.v1+json');
  if (asked === 'v20250224') {
    const isJson = types.includes('application/json') || types.includes('*/*');
    return isJson ? { version: 'v20250224', isBeta: false } : undefined;
  }
  if (!isVendor || (asked !== undefined && asked !== 'v20111101')) return undefined;
  return { version: 'v20111101', isBeta };
}

/** The media type of a response. */
export function mediaType({ version, isBeta }: Version): string {
  if (version === 'v20250224') return 'application/json; charset=utf-8';
  return `application/vnd.mx.api.v1${isBeta ? 'beta' : ''}+json; charset=utf-8`;
}
