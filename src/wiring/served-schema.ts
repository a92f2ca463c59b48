import type { Config } from '../config.ts';
import { createSubgraphSchema } from '../schema/federation/subgraph-schema.ts';
import { schema } from '../schema/schema.ts';

/** The schema that operations run on. */
export function toServedSchema({ isSubgraph = false, isProduction }: Config): typeof schema {
  return isSubgraph ? createSubgraphSchema({ schema, showsSdl: !isProduction }) : schema;
}
