import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createClient } from '../../client/src/client.ts';
import { createEnvironment, type Environment } from '../../client/src/environment.ts';
import { household } from '../support/household.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { keepBusy } from '../support/watching.ts';
import { type Kit, type KitTransport, startKit, transports } from './kit.ts';

interface Device {
  readonly clock: ManualClock;
  readonly environment: Partial<Environment>;
  /** What a page does when it becomes visible, or online. */
  readonly comeBack: () => void;
  /** How many streams listen for that. */
  readonly listeners: () => number;
  isOnline: boolean;
}

/** A device whose timers a test fires. */
function createDevice(): Device {
  const clock = createManualClock(Date.now());
  const callbacks = new Set<() => void>();
  const device: Device = {
    clock,
    isOnline: true,
    listeners: () => callbacks.size,
    comeBack: () => {
      for (const callback of [...callbacks]) callback();
    },
    environment: {
      now: clock.now,
      random: () => 0.5,
      later(ms, callback) {
        const cancelled = new AbortController();
        const { signal } = cancelled;
        void clock.sleep(ms, signal).then(() => {
          if (!signal.aborted) callback();
        });
        return () => cancelled.abort();
      },
      isOnline: () => device.isOnline,
      onWake(callback) {
        callbacks.add(callback);
        return () => callbacks.delete(callback);
      },
    },
  };
  return device;
}

async function watchOn(device: Device, transport: KitTransport) {
  await using started = new AsyncDisposableStack();
  const kit = started.use(await startKit({ transport, ...device.environment }));
  keepBusy(kit.gateway);
  const statuses = kit.mx.watchStatus(household.bankId);
  started.defer(async () => void (await statuses.return?.()));
  await statuses.next();
  const running = started.move();
  return {
    ...kit,
    /** Rejects if the stream has ended. */
    next: async () => (await statuses.next()).value?.revision,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Lets time pass, with moments for the network in between, until the promise settles. */
async function passUntil<T>({ clock }: Device, promise: Promise<T>, stepMs = 500): Promise<T> {
  const state = { isSettled: false };
  const settled = promise.finally(() => {
    state.isSettled = true;
  });
  settled.catch(() => {});
  while (!state.isSettled) {
    await clock.advance(stepMs);
    await delay(5);
  }
  return settled;
}

const change = ({ gateway }: Kit) => keepBusy(gateway, 'CHANGED');

test.for([
  ['websocket', 15_000],
  ['sse', 30_000],
] as const)('a dead connection is noticed in time: %s, %i ms', async ([transport, ms]) => {
  const device = createDevice();
  await using watched = await watchOn(device, transport);
  watched.path.mute();
  change(watched);
  const before = device.clock.now();
  await passUntil(device, watched.next());
  // And a pause of at most two seconds.
  expect(device.clock.now() - before).toBeLessThanOrEqual(ms + 2_500);
});

test.for(transports)(
  'a device that comes back from a long sleep tries its connection at once: %s',
  async (transport) => {
    const device = createDevice();
    await using watched = await watchOn(device, transport);
    watched.path.mute();
    change(watched);
    // The time of a device that sleeps goes on; its timers do not.
    device.clock.jump(300_000);
    device.comeBack();
    const before = device.clock.now();
    await passUntil(device, watched.next());
    expect(device.clock.now() - before).toBeLessThanOrEqual(8_000);
  },
);

test.for(transports)(
  'a device that sleeps past its token asks for a new one: %s',
  async (transport) => {
    const device = createDevice();
    await using watched = await watchOn(device, transport);
    device.clock.jump(8 * 3_600_000);
    watched.path.cut();
    change(watched);
    await passUntil(device, watched.next());
    expect(watched.asked).toEqual([{ wasRefused: false }, { wasRefused: false }]);
  },
);

test.for(transports)(
  'a good connection outlives a visit to another page: %s',
  async (transport) => {
    const device = createDevice();
    await using watched = await watchOn(device, transport);
    for (let visits = 0; visits < 5; visits += 1) {
      device.comeBack();
      await delay(20);
      await device.clock.advance(1_000);
    }
    change(watched);
    await watched.next();
    expect(watched.asked).toHaveLength(1);
  },
);

test.for(transports)(
  'a device without a network waits for it, and connects as soon as it is back: %s',
  async (transport) => {
    const device = createDevice();
    await using watched = await watchOn(device, transport);
    device.isOnline = false;
    watched.path.setOpen(false);
    watched.path.cut();
    const next = watched.next();
    // Far longer than the kit tries with a network.
    for (let passed = 0; passed < 100; passed += 1) {
      await device.clock.advance(30_000);
      await delay(2);
    }
    watched.path.setOpen(true);
    change(watched);
    device.isOnline = true;
    device.comeBack();
    expect(await next).toBeDefined();
  },
);

test.for(transports)(
  'a stream gives up on a gateway that cannot be reached for a quarter of an hour: %s',
  async (transport) => {
    const device = createDevice();
    await using watched = await watchOn(device, transport);
    const before = device.clock.now();
    watched.path.setOpen(false);
    watched.path.cut();
    await expect(passUntil(device, watched.next(), 30_000)).rejects.toMatchObject({
      name: 'MxConnectionError',
      code: 'CONNECTION_FAILED',
      retryable: true,
    });
    const minutes = (device.clock.now() - before) / 60_000;
    expect(minutes).toBeGreaterThan(10);
    expect(minutes).toBeLessThan(30);
  },
);

test.for(transports)(
  'a stream that has ended leaves no timer and no listener behind: %s',
  async (transport) => {
    const device = createDevice();
    {
      await using watched = await watchOn(device, transport);
      expect(device.clock.sleeping()).toBeGreaterThan(0);
      expect(device.listeners()).toBe(1);
      change(watched);
      await watched.next();
    }
    await delay(20);
    expect([device.clock.sleeping(), device.listeners()]).toEqual([0, 0]);
  },
);

test.for([
  ['websocket', 15_000],
  ['sse', 30_000],
] as const)(
  'a connection that does not open is given up in time: %s, %i ms',
  async ([transport, ms]) => {
    const device = createDevice();
    let connections = 0;
    const server = createServer(() => {
      connections += 1;
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const mx = createClient({ url, transport }, { ...createEnvironment(), ...device.environment });
    const statuses = mx.watchStatus(household.bankId);
    const next = statuses.next();
    await expect.poll(() => connections).toBe(1);
    await device.clock.advance(ms - 1);
    expect(connections).toBe(1);
    await device.clock.advance(1_000);
    await expect.poll(() => connections).toBe(2);
    await statuses.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    server.close();
  },
);
