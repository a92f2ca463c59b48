import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { blocksOf } from '../support/pages.ts';
import { openTerminal } from '../support/terminal.ts';

const blocks = blocksOf('README.md');

test("the README's command prints the response under it", async () => {
  await using gateway = await startTestGateway({ config: { upstream: { kind: 'sandbox' } } });
  await using terminal = openTerminal();
  const at = blocks.findIndex(({ code }) => code.startsWith('curl'));
  const command = blocks[at]?.code ?? '';
  const response = blocks[at + 1]?.code ?? '';
  const printed = await terminal.type(
    command.replace('http://127.0.0.1:4000', new URL(gateway.url).origin),
  );
  const withoutDay = (text: string) => text.replaceAll(/\s|\d{4}-\d\d-\d\d/g, '');
  expect(withoutDay(printed)).toBe(withoutDay(response));
});

test('the README has the two commands word for word, and stays short', () => {
  const commands = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
  expect(commands.slice(0, 2)).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n']);
});
