import type { OperationTypeNode } from 'graphql';
import { Refusal } from '../refusal.ts';

/** Refuses a change asked for with a method that promises none: links and images send such requests. */
export function checkMethod(
  kind: OperationTypeNode,
  { isSafe }: { readonly isSafe: boolean },
): Refusal | undefined {
  if (kind !== 'mutation' || !isSafe) return undefined;
  const message = 'Can only perform a mutation operation from a POST request.';
  return new Refusal('BAD_USER_INPUT', message, {
    http: { status: 405, headers: { allow: 'POST' } },
  });
}
