import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { configOf } from '../config/reading.ts';
import { agentExamples, startAgent } from '../http/mcp/agent.ts';
import { findFreePort, spawnCommand } from '../support/process.ts';

test('a demo serves its own queries to agents, and no other gateway does by default', () => {
  const mx = { MX_CLIENT_ID: 'id', MX_API_KEY: 'key', AUTH: 'none' };
  expect(configOf({}).mcpDocuments).toBe(`${agentExamples}/`);
  expect(configOf({ MCP_DOCUMENTS: 'none' }).mcpDocuments).toBeNull();
  expect(configOf(mx).mcpDocuments).toBeNull();
  expect(configOf({ ...mx, MCP_DOCUMENTS: '/queries' }).mcpDocuments).toBe('/queries');
  expect(configOf({ MX_SANDBOX: 'true', NODE_ENV: 'production' }).mcpDocuments).toBeNull();
});

/** Writes a line to stderr for each module of the SDK that is loaded. */
const spy = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) {
    if (url.includes('modelcontextprotocol')) process.stderr.write('loaded\\n');
    return next(url, context);
  } });
`)}`;
const script = fileURLToPath(new URL('../../src/server.ts', import.meta.url));

test.for([
  ['none', 'not loaded'],
  ['examples/agents', 'loaded'],
] as const)(
  'with MCP_DOCUMENTS=%s the SDK is %s',
  { timeout: 60_000 },
  async ([folder, expected]) => {
    const port = await findFreePort();
    const env = { PORT: port, MCP_DOCUMENTS: folder };
    await using gateway = spawnCommand([process.execPath, '--import', spy, script], env);
    const url = await gateway.started;
    expect(gateway.stderr().includes('loaded') ? 'loaded' : 'not loaded').toBe(expected);
    if (folder === 'none') return;
    await using agent = await startAgent({ url });
    expect((await agent.client.listTools()).tools).toHaveLength(4);
  },
);
