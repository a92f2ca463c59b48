import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { startBareServer } from '../support/http-server.ts';

/** Every way in which a handler can write a head. */
const heads: readonly (readonly [string, (response: ServerResponse) => ServerResponse])[] = [
  ['no head', (response) => response],
  ['a status', (response) => response.writeHead(202)],
  ['a reason', (response) => response.writeHead(202, 'Fine')],
  ['an object', (response) => response.writeHead(202, { 'x-own': 'yes' })],
  ['a reason and an object', (response) => response.writeHead(202, 'Fine', { 'x-own': 'yes' })],
  ['a list', (response) => response.writeHead(202, ['x-own', 'yes'])],
  [
    'a list after a header',
    (response) => response.setHeader('x-set', 'yes').writeHead(202, ['a', 'b']),
  ],
  ['one header', (response) => response.setHeader('x-own', 'yes')],
];

test.for(heads)(
  'a response with %s says once that its type is not to be guessed, and that it is not to be stored',
  async ([, write]) => {
    await using http = await startBareServer({
      graphql: (_request, response) => write(response).end('answered'),
    });
    const response = await fetch(`${http.url}/graphql?query={a}`, {
      headers: { accept: 'application/json' },
    });
    expect(await response.text()).toBe('answered');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  },
);
