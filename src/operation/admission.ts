import {
  type ExecutionArgs,
  getVariableValues,
  type GraphQLError,
  type OperationDefinitionNode,
} from 'graphql';
import { limits } from '../limits.ts';
import { acceptProblem } from './acceptable.ts';
import { limitExceeded, rateLimited } from './refusal.ts';
import { costOf } from './rules/cost.ts';
import type { Attempts } from './rules/credential-attempts.ts';
import { credentialFieldsProblem } from './rules/credentials.ts';
import { carriesSecret } from './secrets.ts';

/** Who runs an operation, as far as limits are concerned. */
export interface Caller {
  /** The same for all of one caller's operations. */
  readonly caller: string;
  /** Services act for many users: limits of one user are not theirs. */
  readonly isPartner: boolean;
}

export interface AdmissionOptions {
  readonly attempts: Attempts;
  readonly callerOf: (context: object) => Caller;
  /** The Accept header of an operation that came in an HTTP request. */
  readonly acceptOf?: (context: object) => string | null | undefined;
}

/** What is known of an operation that may run. */
export interface Admitted {
  /** The objects that it could return. */
  readonly cost: number;
}

/** What an operation must pass once its variables and its caller are known. */
export type Admission = (
  args: ExecutionArgs,
  operation: OperationDefinitionNode,
) => Promise<GraphQLError | Admitted>;

/** What costs nothing first; the attempts last, so that no refused one counts. */
export function createAdmission(options: AdmissionOptions): Admission {
  const { attempts, callerOf, acceptOf = () => null } = options;
  return async ({ schema, document, variableValues, contextValue }, operation) => {
    const context = Object(contextValue);
    const notAcceptable = acceptProblem(acceptOf(context), operation.operation);
    if (notAcceptable !== undefined) return notAcceptable;
    const of = { schema, document, operation };
    const problem = credentialFieldsProblem(of);
    if (problem !== undefined) {
      return limitExceeded({ limit: 'credentialFields', message: problem });
    }
    const variables = { ...variableValues };
    const cost = costOf({ ...of, variables });
    if (cost > limits.cost) {
      return limitExceeded({ limit: 'cost', message: describeCost(cost) });
    }
    // Secrets come as variables alone, so none there means that nothing is tried.
    if (!carriesSecret(schema, operation, variables)) return { cost };
    // Execution will refuse them, in graphql's words.
    const { variableDefinitions = [] } = operation;
    const coerced = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
    if (coerced.errors) return { cost };
    const admission = attempts.take(callerOf(context));
    return admission.ok ? { cost } : rateLimited(admission.retryAfterMs, admission.limit);
  };
}

function describeCost(cost: number): string {
  const count = cost < 1e15 ? String(cost) : 'more than can be counted';
  return `The operation could return more than ${limits.cost} objects: ${count}.`;
}
