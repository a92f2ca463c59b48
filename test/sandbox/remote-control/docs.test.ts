import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

const page = await readFile(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8');
const run = promisify(execFile);

/** Each command of the page, and the response under it. */
const snippets = [...page.matchAll(/```sh\n(curl[^]*?)```\n\n```json\n([^]*?)```/g)];
const [, section = ''] = page.split('## The commands');
const names = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` +\|/gm)].map(
  ([, name]) => name,
);

const at = ({ url }: TestGateway, text: string) =>
  text.replaceAll('http://127.0.0.1:4000', new URL(url).origin);

test('docs/sandbox.md: each command responds as it says, in the order of the page', async () => {
  await using gateway = await startTestGateway({ config: { upstream: { kind: 'sandbox' } } });
  expect(snippets).toHaveLength(page.split('```sh\ncurl').length - 1);
  for (const [, command = '', response = ''] of snippets) {
    const { stdout } = await run('bash', ['-ec', at(gateway, command)]);
    expect({ command, response: JSON.parse(stdout) }).toMatchObject({
      command,
      response: JSON.parse(response) as object,
    });
  }
});

test("docs/sandbox.md: a page's code works as it stands", async () => {
  await using gateway = await startTestGateway({ config: { upstream: { kind: 'sandbox' } } });
  const [, code = ''] = /```js\n([^]*?)```/.exec(page) ?? [];
  // oxlint-disable-next-line typescript/no-implied-eval
  const execute = new Function(`return (async () => { ${at(gateway, code)} return member; })()`);
  expect(await execute()).toMatchObject({ status: 'EXPIRED' });
});

test('docs/sandbox.md has a row for each command', async () => {
  await using gateway = await startTestGateway({ config: { upstream: { kind: 'sandbox' } } });
  const response = await fetch(new URL('/sandbox/control', gateway.url));
  const { commands } = (await response.json()) as { commands: readonly { path: string }[] };
  expect(new Set(names)).toEqual(new Set(commands.map(({ path }) => path.split('/').at(-1))));
});
