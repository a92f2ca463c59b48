import { createMxClient, type MxClient, type MxClientOptions } from '../../src/mx/client.ts';
import { startWireServer, type OnRequest, type WireServer } from './wire-server.ts';

export const USER = 'USR-1';

export interface WireClient extends AsyncDisposable {
  readonly server: WireServer;
  readonly client: MxClient;
  /** The result of a read: the e-mail address in the response, or the code of the failure. */
  readonly read: () => Promise<unknown>;
  /** The result of a write. */
  readonly write: () => Promise<unknown>;
}

/** A client of MX whose server writes bytes of a test's choice. */
export async function startWireClient(
  onRequest: OnRequest,
  options: Partial<MxClientOptions> = {},
): Promise<WireClient> {
  const server = await startWireServer(onRequest);
  const client = createWireClient(server.origin, options);
  return {
    server,
    client,
    read: () => client.users.read(USER).then(({ email }) => email, toCode),
    write: () => client.users.create({ email: 'a@b.c' }).then(({ email }) => email, toCode),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await client[Symbol.asyncDispose]();
    },
  };
}

export function createWireClient(
  baseUrl: string,
  options: Partial<MxClientOptions> = {},
): MxClient {
  return createMxClient({
    baseUrl,
    clientId: 'client',
    apiKey: 'key',
    apiVersion: 'v20111101',
    timeoutMs: 5_000,
    ...options,
  });
}

/** The code of an `MxError`. */
export function toCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}
