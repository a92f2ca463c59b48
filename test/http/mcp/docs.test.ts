import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { mintNow, tokenAuth } from '../../support/tenants.ts';
import { agentExamples } from './agent.ts';

const page = await readFile(new URL('../../../docs/agents.md', import.meta.url), 'utf8');
const mcpDocuments = agentExamples;

const block = (language: string) =>
  new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
const at = ({ url }: TestGateway, text: string) =>
  text.replaceAll('http://127.0.0.1:4000', new URL(url).origin);

test("docs/agents.md: the client's code works as it stands", async () => {
  await using gateway = await startTestGateway({ config: { mcpDocuments, auth: tokenAuth } });
  const code = at(gateway, block('js')).replaceAll(/^import .*$/gm, '');
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function(
    ...['Client', 'StreamableHTTPClientTransport', 'token'],
    `return (async () => { ${code} await client.close(); return { tools, units }; })()`,
  );
  const token = mintNow({ mx_user_guid: household.userGuid });
  const { tools, units } = await run(Client, StreamableHTTPClientTransport, token);
  expect(tools).toHaveLength(4);
  expect(units).toMatchObject([{ unit: 'DOLLARS' }, { unit: 'POINTS' }, { unit: 'MILES' }]);
});

test('docs/agents.md: the command responds as it says', async () => {
  await using gateway = await startTestGateway({ config: { mcpDocuments } });
  const { stdout } = await promisify(execFile)('bash', ['-ec', at(gateway, block('sh'))]);
  expect(JSON.parse(stdout)).toMatchObject(JSON.parse(block('json')) as object);
});
