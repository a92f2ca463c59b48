import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { GraphQLSchema } from 'graphql';
import type { AgentQuery } from '../../operation/documents/agent-queries.ts';
import { toInputSchema } from './input-schema.ts';

/** A query, and the tool as which agents see it. */
export interface QueryTool {
  readonly query: AgentQuery;
  readonly tool: Tool;
}

/** The tools by their names. */
export type QueryTools = ReadonlyMap<string, QueryTool>;

export function toTools(queries: readonly AgentQuery[], schema: GraphQLSchema): QueryTools {
  return new Map(
    queries.map((query) => {
      const { name, description, definition } = query;
      const tool: Tool = {
        name,
        ...(description !== '' && { description }),
        inputSchema: toInputSchema(schema, definition),
        annotations: { readOnlyHint: true, openWorldHint: false },
      };
      return [name, { query, tool }];
    }),
  );
}
