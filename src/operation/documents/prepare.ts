import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { limits } from '../../limits.ts';
import { unfitDocument } from '../errors/hidden-schema.ts';
import { invalidDocument, malformedRequest, Refusal } from '../refusal.ts';
import { computeCost, type CostOptions } from '../rules/cost.ts';
import { findCredentialFields } from '../rules/credentials.ts';
import { checkSize, findParseLimit, parseLimits } from '../rules/size.ts';
import { findSecretVariables, type SecretVariable } from '../secrets.ts';
import { type Deferral, findDeferral } from './deferral.ts';
import { countsEveryEvent, type EventKeyOf, findEventKey } from './event-key.ts';
import { hidingRules } from './introspection.ts';

/** One operation of a document, with everything that is known about it before it runs. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  /** The first 16 hex digits of the SHA-256 of the document's text. */
  readonly documentHash: string;
  readonly definition: OperationDefinitionNode;
  readonly kind: OperationTypeNode;
  /** The root fields that accept credentials or MFA answers. */
  readonly credentialFields: readonly string[];
  readonly secretVariables: readonly SecretVariable[];
  /** The number of objects that the operation could return with these variables. */
  readonly costFor: (variables: Readonly<Record<string, unknown>>) => number;
  readonly eventKeyFor: EventKeyOf;
  /** True if an event of the stream is sent even if its result equals the one before. */
  readonly everyEventCounts: boolean;
  readonly deferral: Deferral;
}

/** A document that may run. */
export interface PreparedDocument {
  readonly document: DocumentNode;
  readonly operationNamed: (name: string | null | undefined) => PreparedOperation | Refusal;
}

export interface PrepareOptions {
  readonly schema: GraphQLSchema;
  /** True in production: no introspection, and no errors that reveal the schema bit by bit. */
  readonly hidesSchema: boolean;
}

/** Parses a document, checks its size and validates it, once for all callers who run it. */
export function prepareDocument(
  text: string,
  { schema, hidesSchema }: PrepareOptions,
): PreparedDocument | Refusal {
  const document = readDocument(text);
  if (document instanceof Refusal) return document;
  const refusal =
    checkSize(document, { mayIntrospect: !hidesSchema }) ??
    checkValidity(document, { schema, hidesSchema });
  if (refusal !== undefined) return refusal;

  const documentHash = hashText(text);
  const operations = new Map<OperationDefinitionNode, PreparedOperation>();
  return {
    document,
    operationNamed(name) {
      const definition = getOperationAST(document, name);
      if (!definition) return unclearOperation;
      const known = operations.get(definition);
      if (known !== undefined) return known;
      const parts = { schema, document, operation: definition };
      const prepared: PreparedOperation = {
        document,
        documentHash,
        definition,
        kind: definition.operation,
        credentialFields: findCredentialFields(parts),
        secretVariables: findSecretVariables(schema, definition),
        costFor: createCost(parts),
        eventKeyFor: findEventKey(parts),
        everyEventCounts: countsEveryEvent(parts),
        deferral: findDeferral(document, definition),
      };
      operations.set(definition, prepared);
      return prepared;
    },
  };
}

/** Computed once where it depends on no variable. */
function createCost(parts: Omit<CostOptions, 'variables'>): PreparedOperation['costFor'] {
  let known: number | undefined;
  let isConstant = true;
  const onVariable = () => {
    isConstant = false;
  };
  return (variables) => {
    if (known !== undefined && isConstant) return known;
    return (known = computeCost({ ...parts, variables, onVariable }));
  };
}

/** The first 16 hex digits of a text's SHA-256. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

// The message does not quote the name that the client sent.
const unclearOperation = malformedRequest('Could not determine what operation to execute.');

function readDocument(text: string): DocumentNode | Refusal {
  try {
    return parse(text, parseLimits);
  } catch (error) {
    const limit = findParseLimit(error);
    return invalidDocument('GRAPHQL_PARSE_FAILED', [error as GraphQLError], { limit });
  }
}

function checkValidity(
  document: DocumentNode,
  { schema, hidesSchema }: PrepareOptions,
): Refusal | undefined {
  const errors = hidesSchema
    ? findHiddenErrors(schema, document)
    : validate(schema, document, undefined, { maxErrors: limits.requestErrors });
  if (errors.length === 0) return undefined;
  // graphql adds one error to report that it has stopped counting.
  const details = errors.slice(0, limits.requestErrors);
  return invalidDocument('GRAPHQL_VALIDATION_FAILED', details, { document });
}

function findHiddenErrors(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  // Suggestions would be discarded, and they are the expensive part.
  const quick = { maxErrors: 1, hideSuggestions: true };
  const fits = validate(schema, document, hidingRules, quick).length === 0;
  return fits ? [] : [unfitDocument()];
}
