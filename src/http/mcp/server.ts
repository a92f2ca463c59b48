import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import type { ExecutionResult } from 'graphql';
import type { AgentQuery } from '../../operation/documents/agent-queries.ts';
import { toToolResult } from './tool-result.ts';
import type { QueryTools } from './tools.ts';

/** Runs a query with variables as the agent sent them. */
export type RunQuery = (
  query: AgentQuery,
  variables: Readonly<Record<string, unknown>>,
) => Promise<ExecutionResult>;

export interface Message {
  readonly headers: Headers;
  /** The parsed JSON of the body. */
  readonly body: object;
  readonly run: RunQuery;
}

/** Responds to one message of the protocol. Nothing is remembered between messages. */
export type RespondToMessage = (message: Message) => Promise<Response>;

export interface RespondOptions {
  /** How the gateway introduces itself. */
  readonly identity: { readonly name: string; readonly version: string };
  readonly tools: QueryTools;
}

export function createRespondToMessage({ tools, identity }: RespondOptions): RespondToMessage {
  const listed = [...tools.values()].map(({ tool }) => tool);
  // Each server would make its own otherwise, which is most of the time of a short message.
  const jsonSchemaValidator = new AjvJsonSchemaValidator();
  const capabilities = { tools: {} };
  const { name, version } = identity;

  return async ({ headers, body, run }) => {
    const { server } = new McpServer({ name, version }, { capabilities, jsonSchemaValidator });
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed }));
    server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
      const found = tools.get(params.name);
      if (found === undefined) {
        throw new McpError(ErrorCode.InvalidParams, 'There is no tool of this name.');
      }
      const { arguments: variables = {} } = params;
      const { properties = {} } = found.tool.inputSchema;
      // GraphQL ignores variables that it does not know, and an agent would not learn of its mistake.
      if (Object.keys(variables).some((each) => !Object.hasOwn(properties, each))) {
        const known = Object.keys(properties).join(', ');
        throw new McpError(ErrorCode.InvalidParams, `This tool only takes: ${known || 'nothing'}.`);
      }
      return toToolResult(await run(found.query, variables));
    });
    // Without sessions, each message has a transport of its own.
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    try {
      const request = new Request('http://gateway/mcp', { method: 'POST', headers });
      return await transport.handleRequest(request, { parsedBody: body });
    } finally {
      await server.close();
    }
  };
}
