import { expect, test } from 'vitest';
import { signSandboxToken } from '../../src/auth/sandbox-tokens.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

const query = '{ viewer { externalId } users { nodes { guid } } }';

async function ask(
  config: Parameters<typeof startTestGateway>[0],
  token: string | null,
): Promise<unknown> {
  await using gateway = await startTestGateway(config);
  const headers: Record<string, string> =
    token === null ? {} : { authorization: `Bearer ${token}` };
  const answer = (await (await gateway.post({ query }, headers)).json()) as {
    readonly data?: unknown;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
  return [answer.data, answer.errors?.map(({ extensions }) => extensions.code)];
}

const sandbox = { config: { upstream: { kind: 'sandbox' } } } as const;

test('a token signs its end user in to the sandbox, and makes no partner', async () => {
  const token = await signSandboxToken('demo-household', Date.now());
  expect(await ask(sandbox, token)).toEqual([
    { viewer: { externalId: 'demo-household' }, users: null },
    ['FORBIDDEN'],
  ]);
});

test('a caller of the sandbox without a token is a partner', async () => {
  expect(await ask(sandbox, null)).toMatchObject([
    { viewer: null, users: { nodes: expect.any(Array) } },
    undefined,
  ]);
});

test('an expired or foreign token is refused before the sandbox', async () => {
  const expired = await signSandboxToken('demo-household', Date.now() - 31 * 24 * 3_600_000);
  for (const token of [expired, mintNow({ mx_user_guid: household.userGuid }), 'a.b.c']) {
    expect(await ask(sandbox, token)).toEqual([undefined, ['UNAUTHENTICATED']]);
  }
});

test('a token for the sandbox is refused before MX', async () => {
  const token = await signSandboxToken('demo-household', Date.now());
  expect(await ask({ config: { auth: tokenAuth } }, token)).toEqual([
    undefined,
    ['UNAUTHENTICATED'],
  ]);
});
