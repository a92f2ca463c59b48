import {
  type GraphQLFieldConfig,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import type { Context } from '../../context.ts';
import { createEntitiesField } from './entities.ts';
import { toSubgraphSdl } from './subgraph-sdl.ts';

export interface SubgraphOptions {
  readonly schema: GraphQLSchema;
  /** False in production: the SDL is the whole schema, like an introspection. */
  readonly showsSdl: boolean;
}

/** The schema with the fields that a router and a composition call. All other fields are the same. */
export function createSubgraphSchema({ schema, showsSdl }: SubgraphOptions): GraphQLSchema {
  const config = schema.toConfig();
  const query = config.query?.toConfig();
  if (query === undefined) throw new Error('The schema has no Query');
  const own = {
    _entities: createEntitiesField(schema),
    ...(showsSdl ? { _service: createServiceField(toSubgraphSdl(schema)) } : {}),
  };
  const Query = new GraphQLObjectType({ ...query, fields: { ...query.fields, ...own } });
  return new GraphQLSchema({
    ...config,
    query: Query,
    types: config.types.map((type) => (type === config.query ? Query : type)),
  });
}

function createServiceField(sdl: string): GraphQLFieldConfig<unknown, Context> {
  const Service = new GraphQLObjectType({
    name: '_Service',
    description: 'This gateway, as a composition sees it.',
    fields: {
      sdl: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'The schema of the subgraph.',
      },
    },
  });
  return {
    type: new GraphQLNonNull(Service),
    description: 'The schema of the subgraph. Not in production.',
    resolve: () => ({ sdl }),
  };
}
