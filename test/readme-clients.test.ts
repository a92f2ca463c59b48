import { setTimeout as delay } from 'node:timers/promises';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { type BreakablePath, openBreakablePath } from './support/breakable-path.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { household } from './support/household.ts';
import { runSnippet } from './support/snippets.ts';
import { mintNow, tokenAuth } from './support/tenants.ts';
import { keepBusy } from './support/watching.ts';

const patient = { timeout: 120_000 };
const slowly = { timeout: 60_000 };
const clients = { 'graphql-ws': createSocketClient, 'graphql-sse': createSseClient } as const;
type ClientName = keyof typeof clients;
const names = Object.keys(clients) as ClientName[];

interface Watching extends AsyncDisposable {
  readonly gateway: TestGateway;
  readonly path: BreakablePath;
  /** The fingerprints of the revisions that the client was told. */
  readonly seen: readonly string[];
  /** Tokens that it has asked for. */
  readonly tokens: () => number;
  /** Changes the member; done when the client has been told. */
  readonly change: () => Promise<void>;
  /** Set when the client has given up. */
  readonly ended: () => boolean;
}

/** The README's own client, with tokens of so many seconds, on a path that breaks. */
async function watch(
  name: ClientName,
  tokenSeconds: number,
  createClient: unknown = clients[name],
): Promise<Watching> {
  await using started = new AsyncDisposableStack();
  const gateway = started.use(
    await startTestGateway({ config: { auth: tokenAuth, isProduction: true } }),
  );
  keepBusy(gateway);
  const path = started.use(await openBreakablePath(gateway.url));
  const seen: string[] = [];
  let tokens = 0;
  let turn = 0;
  let isEnded = false;
  const client = runSnippet(name, {
    url: path.url,
    given: {
      createClient,
      id: household.bankId,
      // Without the time: a status that is told twice has two revisions with one fingerprint.
      show: ({ revision }: { readonly revision: string }) =>
        seen.push(revision.slice(revision.indexOf('.'))),
      getToken: async () => {
        tokens += 1;
        return mintNow({ mx_user_guid: household.userGuid }, tokenSeconds);
      },
    },
    onEnd: () => {
      isEnded = true;
    },
  });
  started.defer(client.dispose);
  await vi.waitUntil(() => seen.length === 1, slowly);
  const running = started.move();
  return {
    gateway,
    path,
    seen,
    tokens: () => tokens,
    ended: () => isEnded,
    async change() {
      const before = seen.length;
      turn += 1;
      keepBusy(gateway, `TURN_${turn}`);
      await vi.waitUntil(() => seen.length > before, slowly);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

test.concurrent.for(names)(
  "the README's %s client outlives its tokens without a missed or repeated event",
  patient,
  async (name) => {
    await using watching = await watch(name, 4);
    while (watching.tokens() < 4) {
      await watching.change();
      await delay(300);
    }
    expect(watching.ended()).toBe(false);
    expect(new Set(watching.seen).size).toBe(watching.seen.length);
  },
);

test.concurrent.for(names)(
  'a %s client with its defaults outlives its tokens too',
  patient,
  async (name) => {
    type Options = Parameters<typeof createSocketClient>[0] & Parameters<typeof createSseClient>[0];
    const withDefaults = ({ url, connectionParams, headers }: Options) =>
      name === 'graphql-ws'
        ? createSocketClient({ url, connectionParams })
        : createSseClient({ url, headers: headers ?? {} });
    await using watching = await watch(name, 3, withDefaults);
    while (watching.tokens() < 4) {
      await watching.change();
      await delay(300);
    }
    expect(watching.ended()).toBe(false);
  },
);

test.concurrent.for(names)(
  "the README's %s client continues after a quiet time of many tokens",
  patient,
  async (name) => {
    await using watching = await watch(name, 1);
    // More than the five tries that these clients have by default.
    await vi.waitUntil(() => watching.tokens() > 6, slowly);
    await watching.change();
    expect(watching.seen).toHaveLength(2);
  },
);

test.concurrent.for(names)(
  "the README's %s client reconnects after cuts, and after five seconds of refused connections",
  patient,
  async (name) => {
    await using watching = await watch(name, 900);
    watching.path.cut();
    await watching.change();
    watching.path.setOpen(false);
    watching.path.cut();
    await delay(5_000);
    watching.path.setOpen(true);
    await watching.change();
    await watching.change();
    expect(new Set(watching.seen).size).toBe(4);
    expect(watching.ended()).toBe(false);
  },
);

test.concurrent.for(names)(
  "the README's %s client notices that its connection is dead",
  patient,
  async (name) => {
    await using watching = await watch(name, 900);
    watching.path.mute();
    await watching.change();
    expect(new Set(watching.seen).size).toBe(2);
  },
);
