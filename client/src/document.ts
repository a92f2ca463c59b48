/** The types of an operation's result and variables, as in `TypedDocumentNode`. */
export interface Typed<Result, Variables> {
  /** Never there: a type for the compiler only. */
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/** The text of an operation, with its types. */
export type Operation<Result, Variables> = string & Typed<Result, Variables>;

/** A parsed document: a `DocumentNode` of graphql, gql.tada or graphql-tag. */
export interface ParsedDocument {
  readonly kind: string;
  readonly definitions: readonly object[];
}

/**
 * An operation in any form that the usual tools make: a text, a `TypedDocumentNode`, or a
 * `TypedDocumentString` of codegen.
 */
export type MxDocument<Result, Variables> = (string | ParsedDocument | Text) &
  Typed<Result, Variables>;

/** An object that stands for a text. */
interface Text {
  readonly toString: () => string;
}

/** The result type of an operation. */
export type ResultOf<Document> = Document extends Typed<infer Result, never> ? Result : never;

/** The variables of an operation. */
export type VariablesOf<Document> =
  Document extends Typed<unknown, infer Variables> ? Variables : never;
