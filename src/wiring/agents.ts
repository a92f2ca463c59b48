import type { Config } from '../config.ts';
import { type AgentQuery, readAgentQueries } from '../operation/documents/agent-queries.ts';
import { schema } from '../schema/schema.ts';

/** The queries of MCP_DOCUMENTS; null if agents are not served. Throws if they cannot run. */
export async function readQueriesOfAgents({
  mcpDocuments = null,
  isProduction,
}: Config): Promise<readonly AgentQuery[] | null> {
  if (mcpDocuments === null) return null;
  return readAgentQueries(mcpDocuments, { schema, mayIntrospect: !isProduction });
}
