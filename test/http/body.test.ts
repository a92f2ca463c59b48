import { expect, test } from 'vitest';
import { post, startEchoServer } from './echo-server.ts';

const LIMIT = 128 * 1024;

/** `{"query":"{ echo … }"}` of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const query = '{"query":"{ echo }"}';
  return query.replace('}"}', `${' '.repeat(bytes - query.length)}}"}`);
}

/** Sent in chunks, so without a Content-Length. */
function chunked(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(sent, (sent += 16_384)));
      if (sent >= bytes.length) controller.close();
    },
  });
}

test('a body of exactly the limit is taken, declared or chunked', async () => {
  await using http = await startEchoServer();
  expect((await post(http.url, bodyOf(LIMIT))).status).toBe(200);
  expect((await post(http.url, chunked(bodyOf(LIMIT)))).status).toBe(200);
});

test.for([LIMIT + 1, 900_000, 3_000_000])('a body of %i bytes answers 413', async (bytes) => {
  await using http = await startEchoServer();
  for (const body of [bodyOf(bytes), chunked(bodyOf(bytes))]) {
    const response = await post(http.url, body);
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'The body is larger than 131072 bytes.',
          extensions: { code: 'BAD_USER_INPUT', retryable: false, limit: 'bodyBytes' },
        },
      ],
    });
  }
});

test.for([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'application/graphql',
])('a body of %s is refused with 415', async (type) => {
  await using http = await startEchoServer();
  expect((await post(http.url, '{"query":"{ echo }"}', { 'content-type': type })).status).toBe(415);
});

test('a compressed body is refused with 415, so that the limit holds for the parsed text', async () => {
  await using http = await startEchoServer();
  expect((await post(http.url, 'x', { 'content-encoding': 'gzip' })).status).toBe(415);
});

test('application/json with a charset is taken', async () => {
  await using http = await startEchoServer();
  const type = { 'content-type': 'Application/JSON; charset=utf-8' };
  expect((await post(http.url, '{"query":"{ echo }"}', type)).status).toBe(200);
});

test.for(['{"query": s3cret', '', 'null', '7'])(
  'the body %j is refused with 400 and without a quotation',
  async (body) => {
    await using http = await startEchoServer();
    const response = await post(http.url, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'The body must be a JSON object in UTF-8.' }],
    });
  },
);

test('a body that is not UTF-8 is refused', async () => {
  await using http = await startEchoServer();
  const bytes = Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  expect((await post(http.url, new Uint8Array(bytes))).status).toBe(400);
});

test('an empty object is answered at once', async () => {
  await using http = await startEchoServer();
  expect((await post(http.url, '{}')).status).toBe(400);
});
