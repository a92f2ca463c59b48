import type { OperationTypeNode } from 'graphql';
import { Refusal } from '../refusal.ts';

/** What a client can read the response to its operation as. */
export interface ReadableForms {
  /** One result. */
  readonly result: boolean;
  /** A result after another. */
  readonly stream: boolean;
}

/**
 * Refuses an operation whose response its client could not read. Nothing of it has run: of a
 * mutation the client would not learn what it did.
 */
export function checkResponseForm(
  kind: OperationTypeNode,
  { result, stream }: ReadableForms,
): Refusal | undefined {
  const isStream = kind === 'subscription';
  if (isStream ? stream : result) return undefined;
  const message = isStream
    ? 'For a subscription, Accept must allow text/event-stream. Alternatively, use a WebSocket.'
    : 'Accept must allow application/json or application/graphql-response+json.';
  return new Refusal('BAD_USER_INPUT', message, { http: { status: 406 } });
}
