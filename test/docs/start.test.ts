import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { type Block, blocksOf } from '../support/pages.ts';
import { openTerminal } from '../support/terminal.ts';

/** Each block of commands, with the output that the page shows under it. */
interface Step {
  readonly commands: string;
  readonly output: Block | undefined;
}

const blocks = blocksOf('docs/start.md');
const [install, ...steps] = blocks.flatMap(({ language, code: commands }, at): Step[] => {
  if (language !== 'sh') return [];
  const next = blocks[at + 1];
  return [{ commands, output: next?.language === 'sh' ? undefined : next }];
});

/** The subscription prints to the same terminal, and may do so before the end of a response's line. */
function responseIn(printed: string): unknown {
  const line = /^\{"data":.*$/m.exec(printed)?.[0] ?? '{}';
  const ends = [...line.matchAll(/\}/g)].map(({ index }) => index + 1);
  const response = ends.map((end) => line.slice(0, end)).find(isJson);
  return JSON.parse(response ?? line);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('docs/start.md begins with the command that installs and starts the gateway', () => {
  expect(install?.commands).toBe('npm ci && npm start\n');
});

test('docs/start.md: each command prints what the page shows, in the order of the page', async () => {
  await using gateway = await startTestGateway({ config: { upstream: { kind: 'sandbox' } } });
  await using terminal = openTerminal();
  expect(steps.map(({ output }) => output?.language)).toEqual([
    undefined,
    'json',
    'json',
    'json',
    'text',
    'json',
    'text',
  ]);

  for (const { commands, output } of steps) {
    const typed = commands.replaceAll('http://127.0.0.1:4000', new URL(gateway.url).origin);
    const printed = await terminal.type(typed);
    const lines = output?.language === 'text' ? output.code.trim().split('\n') : [];
    for (const line of lines) await terminal.prints(line);
    const shown = output?.language === 'json' ? output.code : '{}';
    expect({ commands, response: responseIn(printed) }).toMatchObject({
      commands,
      response: JSON.parse(shown) as object,
    });
  }
}, 120_000);
