import { expect, test } from 'vitest';
import { readAccept } from '../../src/http/accept-header.ts';

test.for([
  ['*/*', ['*/*']],
  ['APPLICATION/JSON', ['application/json']],
  ['application/json ; charset="UTF-8"', ['application/json']],
  ['application/json; charset=utf8', ['application/json']],
  [' application/json ,text/html;q=0.9', ['application/json', 'text/html']],
  [
    'application/graphql-response+json; q=0.9, */*;q=0.1',
    ['application/graphql-response+json', '*/*'],
  ],
  ['text/event-stream;charset=utf-8', ['text/event-stream']],
  ['application/*; q = 0.5', ['application/*']],
  ['multipart/mixed; boundary="graphql"; deferSpec=20220824', ['multipart/mixed']],
  [
    'text/event-stream, multipart/mixed, application/json',
    ['text/event-stream', 'application/json'],
  ],
  ['application/json;q=0, */*', ['*/*']],
] as const)('Accept %j leaves the types %j for a response', ([header, types]) => {
  expect(readAccept(header).text).toBe(types.join(', '));
  expect(readAccept(header).forms.result).toBe(true);
});

test.for([
  'application/json;q=0',
  'application/json;q=0.000',
  'application/json;charset=utf-16',
  'text/html',
  'garbage',
  ',',
])('Accept %j leaves no type in which a response can be written', (header) => {
  expect(readAccept(header).forms).toEqual({ result: false, stream: false });
});

test.for([undefined, null, '', ' '])('a missing Accept (%j) allows every type', (header) => {
  expect(readAccept(header).text).toBeNull();
  expect(readAccept(header).forms).toEqual({ result: true, stream: true });
});

test.for([
  ['*/*', true],
  ['text/*', true],
  ['text/event-stream', true],
  ['application/json', false],
])('Accept %s allows an event stream: %j', ([range, takes]) => {
  expect(readAccept(String(range)).forms.stream).toBe(takes);
});

test.for([
  ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json', true],
  ['application/json, Multipart/Mixed ; subscriptionSpec="1.0"', true],
  ['multipart/mixed;subscriptionSpec=1.0;q=0', false],
  ['multipart/mixed;subscriptionSpec=1.1', false],
  ['application/json;subscriptionSpec=1.0', false],
  ['multipart/mixed', false],
  ['*/*', false],
] as const)('Accept %s takes the events of a subscription in parts: %j', ([header, takes]) => {
  expect(readAccept(header).subscriptionParts).toBe(takes);
});

test('of strangers with ever new headers, nothing stays in memory for long', () => {
  for (let each = 0; each < 10_000; each += 1) {
    expect(readAccept(`text/x${each}, application/json`).jsonType).toBe('application/json');
  }
  const long = `${'x'.repeat(600)}, application/json`;
  expect(readAccept(long)).not.toBe(readAccept(long));
  expect(readAccept('application/json')).toBe(readAccept('application/json'));
});
