import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { checkSize, parseLimits } from '../rules/size.ts';
import { hidingRules } from './introspection.ts';
import type { Manifest } from './manifest.ts';

export interface ManifestCheck {
  /** The path of the file, for the message. */
  readonly path: string;
  readonly schema: GraphQLSchema;
  /** False if `__schema` is treated as an unknown field. */
  readonly mayIntrospect: boolean;
}

/**
 * The number of documents that the message names; a schema change can break most of them together.
 */
const MAX_NAMED = 10;
const MAX_ID_CHARACTERS = 80;

/** Throws an Error that names the documents that the gateway could never run, with the reasons. */
export function checkManifest(manifest: Manifest, check: ManifestCheck): void {
  const problems = [...manifest].flatMap(([id, text]) => {
    const problem = findProblem(text, check);
    return problem === undefined ? [] : [`${id.slice(0, MAX_ID_CHARACTERS)} (${problem})`];
  });
  if (problems.length === 0) return;
  const others = problems.length - MAX_NAMED;
  const named = problems.slice(0, MAX_NAMED).join(', ') + (others > 0 ? ` and ${others} more` : '');
  throw new Error(`The manifest ${check.path} contains documents that cannot run: ${named}.`);
}

function findProblem(text: string, { schema, mayIntrospect }: ManifestCheck): string | undefined {
  let document: DocumentNode;
  try {
    document = parse(text, parseLimits);
  } catch (error) {
    return (error as Error).message;
  }
  if (!document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)) {
    return 'it has no operation';
  }
  const tooLarge = checkSize(document, { mayIntrospect });
  if (tooLarge !== undefined) return tooLarge.message;
  const rules = mayIntrospect ? specifiedRules : hidingRules;
  return validate(schema, document, rules, { maxErrors: 1 })[0]?.message;
}
