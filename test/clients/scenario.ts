import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { Secret } from '../../src/secret.ts';
import { type BreakablePath, openBreakablePath } from '../support/breakable-path.ts';
import { type Data, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

/** What a client has to do, in the words of any client. `facts.ts` has what must be true of it. */
export interface ClientUnderTest {
  /** Resolves with the data; rejects with an error of the client. */
  readonly query: (document: string, variables: Data) => Promise<Data>;
  readonly mutate: (document: string, variables: Data) => Promise<Data>;
  /**
   * Passes the data of each event, and goes on by itself after cuts, restarts and expired tokens.
   * The returned function ends it. Undefined for a client without subscriptions.
   */
  readonly watch?: (
    document: string,
    variables: Data,
    next: (data: Data) => void,
    end: (error?: unknown) => void,
  ) => () => void;
  readonly dispose?: () => unknown;
}

export interface ClientOptions {
  /** Ends with `/graphql`; stays the same when the gateway restarts. */
  readonly url: string;
  readonly getToken: () => Promise<string>;
}

export type Connect = (options: ClientOptions) => ClientUnderTest | Promise<ClientUnderTest>;

export interface Scenario extends AsyncDisposable {
  readonly client: ClientUnderTest;
  /** Lives on when the gateway restarts. */
  readonly sandbox: Sandbox;
  /** The path between client and gateway. */
  readonly path: BreakablePath;
  /** How often the client has asked for a token. */
  readonly tokens: () => number;
  /** From now on, so many of the next tokens have expired when the client gets them. */
  readonly spoilTokens: (count: number) => void;
  /** Gives the member a status, in a job that does not end, so that it is polled every 30 ms. */
  readonly setStatus: (status: string) => void;
  /** Ends the gateway as SIGTERM does. */
  readonly stop: () => Promise<void>;
  /** Starts the next gateway on the port of the last. */
  readonly start: () => Promise<void>;
}

/**
 * A client of the household's end user, on a path that breaks, to a gateway that restarts.
 *
 * @param tokenSeconds how long a token is good
 */
export async function startScenario(connect: Connect, tokenSeconds = 900): Promise<Scenario> {
  await using started = new AsyncDisposableStack();
  const sandbox = started.use(await startSandbox({ jobMs: 300 }));
  const upstream = {
    kind: 'mx',
    baseUrl: sandbox.url,
    clientId: sandbox.clientId,
    apiKey: new Secret(sandbox.apiKey),
  } as const;
  const startOn = (port: number) =>
    startTestGateway({ config: { auth: tokenAuth, isProduction: true, upstream, port } });
  let gateway: TestGateway | undefined = await startOn(0);
  const port = Number(new URL(gateway.url).port);
  const stop = async () => {
    await gateway?.[Symbol.asyncDispose]();
    gateway = undefined;
  };
  started.defer(stop);
  const path = started.use(await openBreakablePath(gateway.url));
  let tokens = 0;
  let spoilt = 0;
  const getToken = async () => {
    tokens += 1;
    const isSpoilt = spoilt > 0;
    if (isSpoilt) spoilt -= 1;
    return mintNow({ mx_user_guid: household.userGuid }, isSpoilt ? -60 : tokenSeconds);
  };
  const client = await connect({ url: path.url, getToken });
  started.defer(async () => void (await client.dispose?.()));
  const running = started.move();
  return {
    client,
    sandbox,
    path,
    tokens: () => tokens,
    spoilTokens: (count) => void (spoilt = count),
    setStatus: (status) =>
      sandbox.control.setStatus(household.bank.memberGuid, status, { isBeingAggregated: true }),
    stop,
    start: async () => void (gateway = await startOn(port)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
