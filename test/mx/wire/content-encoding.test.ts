import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeContent, isEncoded } from '../../../src/mx/wire/content-encoding.ts';
import { raw, startTestClient } from '../../support/fake-mx.ts';

const USER = 'USR-1';
const text = `{"user":{"guid":"${USER}","email":"ü@example.com"}}`;
const plain = Buffer.from(text);

const encoded: readonly [string, Buffer][] = [
  ['gzip', gzipSync(plain)],
  ['x-gzip', gzipSync(plain)],
  ['GZip', gzipSync(plain)],
  ['deflate', deflateSync(plain)],
  ['deflate', deflateRawSync(plain)],
  ['br', brotliCompressSync(plain)],
  ['zstd', zstdCompressSync(plain)],
  ['identity', plain],
  ['', plain],
  ['gzip, br', brotliCompressSync(gzipSync(plain))],
  [' identity , gzip ', gzipSync(plain)],
];

test.for(encoded)('a response in the unrequested encoding %j is read', async (given) => {
  const [encoding, body] = given;
  await using t = await startTestClient([raw(body, { 'content-encoding': encoding })]);
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ email: 'ü@example.com' });
  await expect(t.client.users.create({ email: 'ü@example.com' })).resolves.toMatchObject({
    guid: USER,
  });
});

test('codings in two headers are read', async () => {
  const body = brotliCompressSync(gzipSync(plain));
  await using t = await startTestClient([
    (response) => {
      response.setHeader('content-type', 'application/json');
      response.setHeader('content-encoding', ['gzip', 'br']);
      response.end(body);
    },
  ]);
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
});

const damaged: readonly [string, string, Buffer][] = [
  ['is cut off', 'gzip', gzipSync(plain).subarray(0, 20)],
  ['is cut off', 'br', brotliCompressSync(plain).subarray(0, 20)],
  ['is another one', 'gzip', brotliCompressSync(plain)],
  ['is none', 'deflate', plain],
  ['is unknown', 'compress', plain],
  ['is a name of Object.prototype', 'constructor', plain],
  ['is one of three', 'gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(plain)))],
];

test.for(damaged)('an encoding that %s (%s) makes a bad response', async (given) => {
  const [, encoding, body] = given;
  await using t = await startTestClient([raw(body, { 'content-encoding': encoding })]);
  await expect(t.client.users.read(USER)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  // MX has acted on a write, and what it said about it is lost.
  await expect(t.client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
  });
});

const zeros = Buffer.alloc(64 * 1024 * 1024, ' ');

test.for([
  ['gzip', gzipSync(zeros)],
  ['br', brotliCompressSync(zeros)],
  ['gzip, gzip', gzipSync(gzipSync(zeros))],
] as const)('a bomb in %s is cut at the bound of a response', async ([encoding, bomb]) => {
  expect(bomb.length).toBeLessThan(100_000);
  await using t = await startTestClient([raw(bomb, { 'content-encoding': encoding })]);
  await expect(t.client.users.read(USER)).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
    message: 'GET /users/{user_guid}: oversized (ERR_BUFFER_TOO_LARGE)',
  });
  expect(t.mx.seen).toHaveLength(1);
});

test('a compressed response may have exactly the bound of bytes', async () => {
  const body = gzipSync(Buffer.alloc(1_000));
  await expect(decodeContent(body, 'gzip', 1_000)).resolves.toHaveLength(1_000);
  await expect(decodeContent(body, 'gzip', 999)).rejects.toMatchObject({
    code: 'ERR_BUFFER_TOO_LARGE',
  });
});

test('a response with any two codings is decoded', async () => {
  const coders = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  const coding = fc.constantFrom('gzip', 'deflate', 'br');
  const codings = fc.array(coding, { maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1 }), codings, async (bytes, names) => {
      const body = names.reduce((inner, name) => coders[name](inner), Buffer.from(bytes));
      expect(isEncoded(names.join())).toBe(names.length > 0);
      expect(await decodeContent(body, names.join(', '), 1_000)).toEqual(Buffer.from(bytes));
    }),
  );
});
