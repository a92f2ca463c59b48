import type { OperationTypeNode } from 'graphql';
import { Refusal } from '../refusal.ts';

/**
 * The forms of a response in parts, for `@defer` and `@stream`: the one of graphql 17 and Apollo's
 * `incrementalSpec=v0.2`, and the one of August 2022.
 */
export type PartsFormat = 'v0.2' | '20220824';

/** The forms of a response that a client can read. */
export interface ReadableForms {
  /** True if the client can read one result. */
  readonly result: boolean;
  /** True if the client can read a stream of results. */
  readonly stream: boolean;
  /** Undefined if the client cannot read a response in parts: it gets one result. */
  readonly parts?: PartsFormat | undefined;
}

/**
 * Refuses an operation whose response its client could not read. The check comes before the
 * operation runs, because the client would not learn the outcome of a mutation.
 */
export function checkResponseForm(
  kind: OperationTypeNode,
  { result, stream }: ReadableForms,
): Refusal | undefined {
  const isStream = kind === 'subscription';
  if (isStream ? stream : result) return undefined;
  const message = isStream
    ? 'For a subscription, Accept must allow text/event-stream, or multipart/mixed with ' +
      'subscriptionSpec=1.0 in a POST. Alternatively, use a WebSocket.'
    : 'Accept must allow application/json or application/graphql-response+json.';
  return new Refusal('BAD_USER_INPUT', message, { http: { status: 406 } });
}
