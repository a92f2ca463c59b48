import type { Config } from '../../../src/config.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openRawSocket, type RawSocketOptions } from '../../support/raw-socket.ts';
import { mintNow, tokenAuth } from '../../support/tenants.ts';

export const variables = { id: household.bankId };

export function start(config: Partial<Config> = {}, latencyMs = 0) {
  const auth = tokenAuth;
  return startTestGateway({
    sandbox: { latencyMs },
    config: { auth, isProduction: true, ...config },
  });
}

export const tokenOf = (seconds?: number) => mintNow({ mx_user_guid: household.userGuid }, seconds);

export const bearer = (token = tokenOf()) => `Bearer ${token}`;

export const withToken = (token?: string): RawSocketOptions => ({
  params: { authorization: bearer(token) },
});

export async function viewerOf(gateway: TestGateway, options: RawSocketOptions) {
  await using raw = await openRawSocket(gateway.url, options);
  raw.subscribe('1', '{ viewer { guid } }');
  return (await raw.next('1')).payload;
}

export const asUser = { data: { viewer: { guid: household.userGuid } } };
