import { readFileSync } from 'node:fs';
import { startWireClient } from '../support/wire-client.ts';
import { userAnswer } from '../support/wire-server.ts';

// Runs in a network that loses packets (`row-30-loss.test.ts`), with an MX that responds after 200
// to 300 ms. Prints how the calls ended.

const READS = 300;
const WRITES = 60;

const own = userAnswer();
await using t = await startWireClient(
  (socket, _request, index) => {
    setTimeout(() => socket.write(own), 200 + ((index * 37) % 100));
  },
  { timeoutMs: 10_000 },
);

async function count(calls: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (const outcome of await Promise.all(calls)) {
    outcomes[String(outcome)] = (outcomes[String(outcome)] ?? 0) + 1;
  }
  return outcomes;
}

/** Segments that the kernel has sent again in this network. */
function resent(): number {
  const [names = [], values = []] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf('RetransSegs')]);
}

const reads = await count(Array.from({ length: READS }, t.read));
const writes = await count(Array.from({ length: WRITES }, t.write));
console.log(JSON.stringify({ reads, writes, resent: resent() }));
