import { Pool } from 'undici';
import { HEADERS, MX_URL } from './headers.ts';
import type { MxBody } from './models.ts';

/** Reads a path of MX. */
export type Read = (path: string) => Promise<MxBody>;

export const readByFetch: Read = async (path) => {
  const response = await fetch(`${MX_URL}/${path}`, { headers: HEADERS });
  return (await response.json()) as MxBody;
};

export function createReadByUndici(): Read {
  const pool = new Pool(MX_URL, { connections: 64 });
  return async (path) => {
    const { body } = await pool.request({ method: 'GET', path: `/${path}`, headers: HEADERS });
    return (await body.json()) as MxBody;
  };
}
