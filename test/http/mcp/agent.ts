import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/** The folder that a demo serves. */
export const agentExamples = fileURLToPath(new URL('../../../examples/agents', import.meta.url));

export interface Agent extends AsyncDisposable {
  readonly client: Client;
  readonly call: (name: string, variables?: Record<string, unknown>) => Promise<CallToolResult>;
}

/** The official client, signed in with this token. Rejects if the gateway does not admit it. */
export async function startAgent(
  gateway: { readonly url: string },
  token?: string,
): Promise<Agent> {
  const client = new Client({ name: 'test', version: '1' });
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', gateway.url), {
    requestInit: { headers },
  });
  await client.connect(transport);
  return {
    client,
    call: async (name, variables = {}) =>
      (await client.callTool({ name, arguments: variables })) as CallToolResult,
    [Symbol.asyncDispose]: () => client.close(),
  };
}
