import type { Config } from '../../src/config.ts';
import { type Caller, createCaller } from './caller.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { startTaggedMx, type TaggedMx } from './tagged-mx.ts';
import { type Tenant, tokenAuth } from './tenants.ts';

export interface TenantGateway extends AsyncDisposable {
  readonly mx: TaggedMx;
  readonly gateway: TestGateway;
  readonly url: string;
  /** A client that sends this token, or the token of this user, or none. */
  readonly as: (who: Tenant | string | undefined) => Caller;
}

/** A gateway that verifies tokens, in front of an MX that tags all data of these users. */
export async function startTenantGateway(
  tenants: readonly Tenant[],
  config: Partial<Config> = {},
): Promise<TenantGateway> {
  await using started = new AsyncDisposableStack();
  const mx = started.use(await startTaggedMx(tenants));
  const upstream = { upstream: mx.upstream, auth: tokenAuth };
  const gateway = started.use(await startTestGateway({ config: { ...upstream, ...config } }));
  const { url } = gateway;
  const running = started.move();
  return {
    mx,
    gateway,
    url,
    as: (who) => {
      const token = typeof who === 'object' ? who.token() : who;
      return running.use(createCaller({ url, token }));
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
