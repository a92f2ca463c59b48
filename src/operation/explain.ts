import type { ExecutionResult } from 'graphql';
import type { Session } from '../auth/authenticator.ts';
import { toExplanation } from '../explanation.ts';
import { ledgerNow } from '../ledger.ts';
import type { OperationRequest } from './request.ts';

export interface ExplainOptions {
  readonly session: Session;
  readonly isProduction: boolean;
}

/**
 * The result with `extensions.explain`, if the request has `extensions: { explain: true }`. In
 * production only a partner's own services may ask: their token has the partner's scope. For
 * everybody else the result is the same as without the extension.
 */
export function explain(
  result: ExecutionResult,
  { document: { extensions }, notes }: OperationRequest,
  { session: { caller, viewer }, isProduction }: ExplainOptions,
): ExecutionResult {
  if (!isAsked(extensions)) return result;
  if (isProduction && (viewer.kind !== 'partner' || caller === 'anonymous')) return result;
  const endedAt = ledgerNow();
  const { startedAt, tally } = notes;
  const explanation = toExplanation(tally?.ledger(), {
    startedAt: startedAt === undefined ? endedAt : performance.timeOrigin + startedAt,
    endedAt,
    upstreamCalls: tally?.calls() ?? 0,
  });
  return { ...result, extensions: { ...result.extensions, explain: explanation } };
}

function isAsked(extensions: unknown): boolean {
  return (
    typeof extensions === 'object' &&
    extensions !== null &&
    'explain' in extensions &&
    extensions.explain === true
  );
}
