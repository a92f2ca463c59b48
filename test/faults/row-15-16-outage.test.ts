import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { MxError } from '../../src/mx/errors.ts';
import { createWireClient, toCode, USER } from '../support/wire-client.ts';
import { answer, type OnRequest, startWireServer, userAnswer } from '../support/wire-server.ts';

// Row 16 of the fault matrix, on sockets. The figures of rows 15 and 16 are asserted on simulated
// time, in test/mx/wire/resilience.test.ts, and held against a whole gateway by `npm run chaos`.

const OWN = 'own@example.com';
const refusal = answer('{}', [], '503 Service Unavailable');

const outages: Readonly<Record<string, (socket: Socket) => unknown>> = {
  'is refused with 503': (socket) => socket.write(refusal),
  'is reset': (socket) => socket.resetAndDestroy(),
  'gets no answer': () => {},
};

const patient = { timeout: 20_000 };

test.for([...Object.keys(outages), 'finds nobody who listens'])(
  'while each call %s, MX is down: calls are refused without a request, until it is back',
  patient,
  async (how) => {
    let isIll = false;
    const onRequest: OnRequest = (socket, head) => {
      if (isIll) outages[how]?.(socket);
      else socket.write(head.includes(USER) ? userAnswer() : answer('{}'));
    };
    const first = await startWireServer(onRequest);
    await using client = createWireClient(first.origin, { timeoutMs: 2_000 });
    const read = () => client.users.read(USER).then(({ email }) => email, toCode);
    expect(await read()).toBe(OWN);

    isIll = true;
    if (!(how in outages)) await first[Symbol.asyncDispose]();
    const failures = new Set<unknown>();
    const readInVain = async () => {
      const codes = await Promise.all(Array.from({ length: 10 }, read));
      codes.forEach((code) => failures.add(code));
      return client.health();
    };
    await expect.poll(readInVain, patient).toBe('down');
    expect(new Set(['UNAVAILABLE', 'TIMEOUT']).isSupersetOf(failures)).toBe(true);
    const requests = first.requests.filter((head) => head.includes(USER)).length;
    const refused = await Promise.all(
      Array.from({ length: 100 }, () => client.users.read(USER).catch((error: unknown) => error)),
    );
    const waits = refused.map((error) => (error as MxError).retryAfterMs ?? 0);
    // One of them may be sent, in case only the probes fail.
    expect(waits.filter((ms) => ms > 0 && ms <= 3_000).length).toBeGreaterThanOrEqual(99);
    const sent = first.requests.filter((head) => head.includes(USER)).length - requests;
    expect(sent).toBeLessThanOrEqual(1);

    isIll = false;
    const { port } = first;
    await using second = how in outages ? first : await startWireServer(onRequest, { port });
    await expect.poll(() => client.health(), patient).toBe('up');
    expect(await read()).toBe(OWN);
    expect(second.requests.at(-1)).toContain(USER);
  },
);
