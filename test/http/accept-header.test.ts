import { expect, test } from 'vitest';
import { readAccept, toReadableForms } from '../../src/http/accept-header.ts';

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
  ['application/json;q=0, */*', ['*/*']],
] as const)('Accept %j leaves the types %j for a response', ([header, types]) => {
  expect(readAccept(header)).toEqual(types);
  expect(toReadableForms(header).result).toBe(true);
});

test.for([
  'application/json;q=0',
  'application/json;q=0.000',
  'application/json;charset=utf-16',
  'text/html',
  'garbage',
  ',',
])('Accept %j leaves no type in which a response can be written', (header) => {
  expect(toReadableForms(header)).toEqual({ result: false, stream: false });
});

test.for([undefined, null, '', ' '])('a missing Accept (%j) allows every type', (header) => {
  expect(readAccept(header)).toBeNull();
  expect(toReadableForms(header)).toEqual({ result: true, stream: true });
});

test.for([
  ['*/*', true],
  ['text/*', true],
  ['text/event-stream', true],
  ['application/json', false],
])('Accept %s allows an event stream: %j', ([range, takes]) => {
  expect(toReadableForms(String(range)).stream).toBe(takes);
});
