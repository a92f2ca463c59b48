import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type GatewayProcess, spawnGateway } from '../support/process.ts';
import { type Front, type FrontOptions, startFront } from './front.ts';

export interface Deployed extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly gateways: readonly GatewayProcess[];
  readonly front: Front;
  /** The URL of nginx, ending with `/graphql`. */
  readonly url: string;
}

export interface DeployOptions extends Omit<FrontOptions, 'gateways'> {
  /** Settings of the gateways. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many gateways there are; defaults to 2. */
  readonly count?: number;
}

/** Processes of the gateway over one MX, behind nginx as `deploy/` configures it. */
export async function startDeployed(options: DeployOptions = {}): Promise<Deployed> {
  const { env = { AUTH: 'none' }, count = 2, ...rest } = options;
  await using started = new AsyncDisposableStack();
  const sandbox = started.use(await startSandbox());
  const gateways = Array.from({ length: count }, () =>
    started.use(
      spawnGateway({
        PORT: '0',
        MX_BASE_URL: sandbox.url,
        MX_CLIENT_ID: sandbox.clientId,
        MX_API_KEY: sandbox.apiKey,
        STATUS_POLL_MS: '100',
        ...env,
      }),
    ),
  );
  const urls = await Promise.all(gateways.map((gateway) => gateway.started));
  const front = started.use(await startFront({ gateways: urls, ...rest }));
  const running = started.move();
  return {
    sandbox,
    gateways,
    front,
    url: front.url,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
