import { once } from 'node:events';
import { request as sendRequest } from 'node:http';
import { expect, test } from 'vitest';
import { startEchoServer } from './echo-server.ts';

test.for([
  ['127.0.0.1:80', 200],
  ['localhost', 200],
  ['api.localhost:4000', 200],
  ['[::1]:4000', 200],
  ['attacker.example', 421],
  ['127.0.0.1.attacker.example', 421],
] as const)('a loopback server with the Host %s answers %i', async ([host, status]) => {
  await using http = await startEchoServer();
  const request = sendRequest(`${http.url}/health`, { headers: { host } }).end();
  const [response] = await once(request, 'response');
  expect(response.statusCode).toBe(status);
  response.resume();
});
