import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { findSecretVariables } from '../secrets.ts';
import { checkManifest } from './manifest-check.ts';

/** A query that agents may run. */
export interface AgentQuery {
  /** The name of its operation. */
  readonly name: string;
  /** The description of its operation, or the comment above it; empty if it has neither. */
  readonly description: string;
  readonly text: string;
  readonly definition: OperationDefinitionNode;
}

export interface AgentQueryOptions {
  readonly schema: GraphQLSchema;
  /** False if `__schema` is treated as an unknown field. */
  readonly mayIntrospect: boolean;
}

/**
 * Reads the `.graphql` files of a folder, in the order of their names. Mutations, subscriptions and
 * documents with a secret among their variables are left out, so that a folder for apps can be used
 * as it is. Throws an Error whose message says what is wrong with the folder.
 */
export async function readAgentQueries(
  folder: string,
  { schema, mayIntrospect }: AgentQueryOptions,
): Promise<readonly AgentQuery[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new Error(`The folder ${folder} cannot be read.`, { cause });
  });
  const files = names.filter((name) => name.endsWith('.graphql')).toSorted(byName);
  const texts = new Map<string, string>();
  for (const file of files) texts.set(file, await readFile(join(folder, file), 'utf8'));
  checkManifest(texts, { path: folder, schema, mayIntrospect });

  const queries = new Map<string, AgentQuery>();
  for (const [file, text] of texts) {
    const query = toQuery(text, schema);
    if (query === 'not for agents') continue;
    if (query === 'not one') {
      throw new Error(`The document ${file} in ${folder} must contain one operation with a name.`);
    }
    if (queries.has(query.name)) {
      throw new Error(`The folder ${folder} contains two operations named ${query.name}.`);
    }
    queries.set(query.name, query);
  }
  if (queries.size === 0) throw new Error(`The folder ${folder} contains no query for agents.`);
  return [...queries.values()];
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function toQuery(text: string, schema: GraphQLSchema): AgentQuery | 'not for agents' | 'not one' {
  const document = parse(text);
  const [definition, ...others] = operationsOf(document);
  const name = definition?.name?.value;
  if (definition === undefined || name === undefined || others.length > 0) return 'not one';
  const isQuery = definition.operation === 'query';
  if (!isQuery || findSecretVariables(schema, definition).length > 0) return 'not for agents';
  const description = definition.description?.value ?? commentAbove(text, definition);
  return { name, description, text, definition };
}

function operationsOf({ definitions }: DocumentNode): readonly OperationDefinitionNode[] {
  return definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
}

/** The lines of the comment that ends above the operation; blank lines may follow. */
function commentAbove(text: string, { loc }: OperationDefinitionNode): string {
  const lines = text.slice(0, loc?.start).trimEnd().split('\n');
  const start = lines.findLastIndex((line) => !line.trim().startsWith('#')) + 1;
  const comment = lines.slice(start).map((line) => line.trim().replace(/^#+\s?/, ''));
  return comment.join(' ').trim();
}
