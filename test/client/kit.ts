import type { MxClient, MxClientOptions } from '../../client/src/client.ts';
import { createClient } from '../../client/src/client.ts';
import { createEnvironment, type Environment } from '../../client/src/environment.ts';
import { type BreakablePath, openBreakablePath } from '../support/breakable-path.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

export const transports = ['websocket', 'sse'] as const;
export type KitTransport = (typeof transports)[number];

export interface Kit extends AsyncDisposable {
  readonly gateway: TestGateway;
  readonly path: BreakablePath;
  readonly mx: MxClient;
  /** What getToken was told, for each call. */
  readonly asked: readonly { readonly wasRefused: boolean }[];
}

export interface KitOptions extends Partial<Environment> {
  readonly transport: KitTransport;
  /** How long tokens are good. Defaults to 900. */
  readonly tokenSeconds?: number;
  readonly getToken?: MxClientOptions['getToken'];
}

/** A client of the household's end user, on a path to a gateway that can break. */
export async function startKit({
  transport,
  tokenSeconds = 900,
  getToken = () => mintNow({ mx_user_guid: household.userGuid }, tokenSeconds),
  ...environment
}: KitOptions): Promise<Kit> {
  await using started = new AsyncDisposableStack();
  const gateway = started.use(
    await startTestGateway({ config: { auth: tokenAuth, isProduction: true } }),
  );
  const path = started.use(await openBreakablePath(gateway.url));
  const asked: { readonly wasRefused: boolean }[] = [];
  const options: MxClientOptions = {
    url: path.url,
    transport,
    getToken(reason) {
      asked.push(reason);
      return getToken(reason);
    },
  };
  const mx = createClient(options, { ...createEnvironment(), ...environment });
  const running = started.move();
  return { gateway, path, mx, asked, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/**
 * Pauses that are a hundredth as long, so that a test need not wait for them. From five seconds on,
 * the kit waits for something of the gateway, which is not hastened.
 */
export const hasty: Pick<Environment, 'later' | 'random'> = {
  random: () => 0,
  later(ms, callback) {
    const timer = setTimeout(callback, ms < 5_000 ? ms / 100 : ms);
    return () => clearTimeout(timer);
  },
};
