import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openSse } from '../support/subscription.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';
import { expectSilence, keepBusy, statusCalls, watchStatus } from '../support/watching.ts';

const variables = { id: household.bankId };
const auth = { auth: tokenAuth };
/** Whom it names is asked of MX once, so that a stream has a slow beginning. */
const bearer = () => `Bearer ${mintNow({ mx_user_guid: undefined, sub: 'demo-household' })}`;

const departures: readonly (readonly [string, (socket: Socket) => unknown])[] = [
  ['resets', (socket) => socket.resetAndDestroy()],
  ['closes', (socket) => socket.destroy()],
  ['half-closes', (socket) => socket.end()],
];

/** A subscription over SSE, as bytes. */
function requestOf(authorization: string, query = watchStatus): string {
  const body = JSON.stringify({ query, variables });
  return [
    'POST /graphql HTTP/1.1',
    'Host: localhost',
    'Accept: text/event-stream',
    'Content-Type: application/json',
    `Authorization: ${authorization}`,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

async function connectTo({ url }: TestGateway): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** The first event of a stream that this caller opens now. */
async function firstEvent({ url }: TestGateway): Promise<string | undefined> {
  const headers = { authorization: bearer() };
  await using stream = await openSse({ url, document: watchStatus, variables, headers });
  return (await stream.next())?.data;
}

test.for(departures)(
  'a client that %s soon after its request leaves no poll and no place behind',
  async ([, depart]) => {
    await using gateway = await startTestGateway({ config: auth, sandbox: { latencyMs: 15 } });
    keepBusy(gateway);
    const leave = async (ms: number) => {
      const socket = await connectTo(gateway);
      socket.resume().write(requestOf(bearer()));
      if (ms > 0) await delay(ms);
      depart(socket);
    };
    await Promise.all(Array.from({ length: 100 }, (_, index) => leave(index % 41)));
    await expectSilence(gateway);
    await expect.poll(() => firstEvent(gateway)).toContain('connectionStatusRaw');
  },
);

test.for(departures)(
  'a client that %s ends each of its streams on one connection',
  async ([, depart]) => {
    await using gateway = await startTestGateway({ config: auth });
    keepBusy(gateway);
    const socket = await connectTo(gateway);
    socket.write(requestOf(bearer()).repeat(20));
    await once(socket, 'data');
    socket.resume();
    await delay(50);
    depart(socket);
    await expectSilence(gateway);
    await expect.poll(() => firstEvent(gateway)).toContain('connectionStatusRaw');
  },
);

test.for(departures)(
  'a client that %s while it reads nothing ends its stream',
  async ([, depart]) => {
    await using gateway = await startTestGateway({ config: auth });
    const aliases = Array.from({ length: 20 }, (_, index) => `a${index}${'x'.repeat(5_000)}`);
    const fields = aliases.map((alias) => `${alias}: connectionStatusRaw`).join(' ');
    const socket = await connectTo(gateway);
    socket.pause();
    socket.write(
      requestOf(bearer(), `subscription ($id: ID!) { memberStatus(memberId: $id) { ${fields} } }`),
    );
    // More than the buffers on both sides hold.
    for (let turn = 0; turn < 60; turn += 1) {
      keepBusy(gateway, `TURN_${turn}`);
      const before = statusCalls(gateway);
      await expect.poll(() => statusCalls(gateway), { interval: 5 }).toBeGreaterThan(before + 1);
    }
    depart(socket);
    await expectSilence(gateway);
  },
);
