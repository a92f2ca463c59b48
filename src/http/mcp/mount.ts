import type { GraphQLSchema } from 'graphql';
import type { AgentQuery } from '../../operation/documents/agent-queries.ts';
import type { Mount } from '../mounts.ts';
import type { McpOptions } from './endpoint.ts';

export interface McpMountOptions extends Omit<McpOptions, 'tools'> {
  /** Null if agents are not served. */
  readonly queries: readonly AgentQuery[] | null;
  readonly schema: GraphQLSchema;
}

/** The endpoint for agents. Its SDK is only loaded if there is one, because it is large. */
export async function mountMcp(options: McpMountOptions): Promise<readonly Mount[]> {
  const { queries, schema, ...parts } = options;
  if (queries === null) return [];
  const [{ createMcpHandler }, { toTools }] = await Promise.all([
    import('./endpoint.ts'),
    import('./tools.ts'),
  ]);
  return [
    { path: '/mcp', answer: createMcpHandler({ ...parts, tools: toTools(queries, schema) }) },
  ];
}
