import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { Secret } from '../../src/secret.ts';
import { startTestGateway } from '../support/gateway.ts';
import { openRawSocket } from '../support/raw-socket.ts';

const auth = {
  kind: 'jwt',
  keys: { kind: 'secret', secret: new Secret('a-secret-of-more-than-32-bytes-for-tests') },
  issuer: 'https://id.example.com',
  audience: 'gateway',
} as const;
const authorization = 'Bearer bad.bad.bad';
const document = '{ __typename }';

/** What a client on loopback hears on each transport after it has sent too many bad tokens. */
async function floodWith(trustedProxies: readonly string[]) {
  await using gateway = await startTestGateway({ config: { auth, trustedProxies } });
  const post = async () => {
    const response = await gateway.post({ query: document }, { authorization });
    const { errors } = (await response.json()) as { errors: [{ extensions: { code: string } }] };
    return errors[0].extensions.code;
  };
  for (let count = 0; count < limits.refusedTokensPerAddress; count += 1) {
    expect(await post()).toBe('UNAUTHENTICATED');
  }
  const get = await fetch(`${gateway.url}?query=${encodeURIComponent(document)}`, {
    headers: { accept: 'application/json', authorization },
  });
  const raw = await openRawSocket(gateway.url, { params: { authorization } });
  const { code } = await raw.closed;
  return [await post(), (await get.text()).match(/"code":"(\w+)"/)?.[1], code];
}

test('bad tokens behind a trusted proxy without an address of the client count for nobody', async () => {
  expect(await floodWith(['loopback', 'private'])).toEqual([
    'UNAUTHENTICATED',
    'UNAUTHENTICATED',
    4403,
  ]);
});

test('without trusted proxies they count for the peer, on all transports', async () => {
  expect(await floodWith([])).toEqual(['RATE_LIMITED', 'RATE_LIMITED', 4429]);
});
