import type { InstitutionTrouble } from '../errors.ts';
import { parseJson } from './json.ts';

/** MX's longest refusal has a few hundred bytes; a longer body is a page of another server. */
export const MAX_REFUSAL_BYTES = 16 * 1024;

const WITH_TYPE: ReadonlySet<number> = new Set([400, 403, 409, 422]);

/** True for refusals that may name the institution as the cause. */
export function mayNameTrouble(status: number): boolean {
  return WITH_TYPE.has(status);
}

interface RefusalOfMx {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/**
 * Reads `error.type` of a refusal ("Errors", MX Platform API). Undefined if it does not describe
 * the institution's state, or cannot be read.
 */
export function readInstitutionTrouble({
  status,
  body,
  contentType,
}: RefusalOfMx): InstitutionTrouble | undefined {
  if (body.length === 0 || !mayNameTrouble(status)) return undefined;
  try {
    const { error } = Object(parseJson(body, contentType)) as { readonly error?: unknown };
    const { type } = Object(error) as { readonly type?: unknown };
    return typeof type === 'string' ? toTrouble(type.trim().toLowerCase()) : undefined;
  } catch {
    return undefined; // the status says enough
  }
}

function toTrouble(type: string): InstitutionTrouble | undefined {
  // An unsupported feature is not a problem of the institution.
  if (!type.startsWith('institution_') || type.includes('support')) return undefined;
  if (type.startsWith('institution_maintenance')) return 'maintenance';
  if (type.startsWith('institution_unavailable')) return 'unavailable';
  return type.startsWith('institution_prevent') ? 'blocked' : 'unrecognized';
}
