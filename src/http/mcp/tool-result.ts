import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { ExecutionResult } from 'graphql';
import { toText } from '../../operation/result-text.ts';

/**
 * A result as an agent reads it: the JSON of GraphQL over HTTP, as an object and as text. It is an
 * error if no root field has a value. Each error has its code in `extensions`.
 */
export function toToolResult(result: ExecutionResult): CallToolResult {
  const { text } = toText(result);
  const roots = Object.values(result.data ?? {});
  const hasValue = roots.some((value) => value !== null);
  return {
    content: [{ type: 'text', text }],
    structuredContent: JSON.parse(text) as Record<string, unknown>,
    ...(result.errors !== undefined && !hasValue && { isError: true }),
  };
}
