import type { PreparedOperation } from '../documents/prepare.ts';
import { Refusal } from '../refusal.ts';

/**
 * Refuses a mutation in a request with a safe method, because links and images send such requests.
 */
export function checkMethod(
  { kind, document }: Pick<PreparedOperation, 'kind' | 'document'>,
  { isSafe }: { readonly isSafe: boolean },
): Refusal | undefined {
  if (kind !== 'mutation' || !isSafe) return undefined;
  const message = 'Can only perform a mutation operation from a POST request.';
  return new Refusal('BAD_USER_INPUT', message, {
    document,
    http: { status: 405, headers: { allow: 'POST' } },
  });
}
