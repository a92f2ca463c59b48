import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const examples = fileURLToPath(new URL('../../examples/agents/', import.meta.url));

/**
 * By default, a demo serves its examples to agents, and no other gateway serves agents. The image of
 * the gateway does not contain the examples.
 */
export function toMcpDocuments(folder: string | undefined, isDemo: boolean): string | null {
  if (folder === 'none') return null;
  return folder ?? (isDemo && existsSync(examples) ? examples : null);
}
