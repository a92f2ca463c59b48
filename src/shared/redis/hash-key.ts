import { createHash } from 'node:crypto';

/** The name of a key in Redis. The key itself may be the e-mail address of a person. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
