import { expect, test } from 'vitest';
import { lacksNetwork, losePackets, runInOwnNetwork } from '../support/own-network.ts';

// Row 30 of the fault matrix: a network that loses packets.

const OWN = 'own@example.com';
const lossy = losePackets(15);

test.skipIf(lacksNetwork(lossy))(
  'with 15 percent of packets lost, and 200 ms of delay, calls succeed within the deadline',
  { timeout: 60_000 },
  async () => {
    const calls = await runInOwnNetwork('../faults/lossy-calls.ts', lossy);
    const { reads, writes, resent } = calls as LossyCalls;
    expect(resent).toBeGreaterThan(50);
    expect(reads).toEqual({ [OWN]: 300 });
    // Of 1,000 writes one fails: it finds no connection in three attempts, or loses its response.
    expect(writes[OWN]).toBeGreaterThanOrEqual(57);
  },
);

interface LossyCalls {
  readonly reads: Readonly<Record<string, number>>;
  readonly writes: Readonly<Record<string, number>>;
  readonly resent: number;
}
