import type { ExecutionResult, GraphQLError } from 'graphql';

/** What has errors of its own in a part. */
export interface WithErrors {
  readonly errors?: readonly GraphQLError[];
}

/** One part of a response in either form; a whole result has none of the other fields. */
export interface Part extends ExecutionResult {
  readonly hasNext?: boolean;
  readonly pending?: readonly { readonly id: string }[];
  readonly incremental?: readonly WithErrors[];
  readonly completed?: readonly (WithErrors & { readonly id: string })[];
}

const none: readonly never[] = [];

/** All errors of a result, or of a part of one. */
export function errorsOf(result: ExecutionResult): readonly GraphQLError[] {
  const { errors = none, hasNext, incremental = none, completed = none }: Part = result;
  if (hasNext === undefined) return errors;
  return [...errors, ...[...incremental, ...completed].flatMap((each) => each.errors ?? [])];
}
