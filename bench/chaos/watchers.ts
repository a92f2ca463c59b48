import { request } from 'node:http';
import { guidOf, tagOf, userGuid, USUAL } from '../upstream/shape.ts';

// Streams of members' statuses over SSE. Nothing reconnects them: a stream that ends is a failure.

export interface Watchers {
  /** When the last of them was told of this status, on the clock of `performance`; infinite before. */
  readonly toldAt: (connectionStatus: string) => number;
  readonly ended: () => number;
  readonly close: () => void;
}

const QUERY =
  'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatus revision } }';
/** No user of the load. */
const FIRST_USER = 1_000_000;

export function startChaosWatchers(url: string, count: number): Watchers {
  const told = new Map<string, number[]>();
  let ended = 0;
  const streams = Array.from({ length: count }, (_, index) => {
    const user = userGuid(USUAL, FIRST_USER + index);
    const member = guidOf('MBR', 0, tagOf(user));
    const id = Buffer.from(`Member:${user}:${member}`).toString('base64url');
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const end = () => {
      ended += 1;
    };
    const stream = request(url, { method: 'POST', agent: false, headers }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        const [, status] = /.*"connectionStatus":"(\w+)"/s.exec(text) ?? [];
        if (status !== undefined)
          told.set(status, [...(told.get(status) ?? []), performance.now()]);
      });
      response.on('error', () => {}).on('close', end);
    });
    stream.on('error', () => {});
    stream.end(JSON.stringify({ query: QUERY, variables: { id } }));
    return stream;
  });
  return {
    toldAt(status) {
      const times = told.get(status) ?? [];
      return times.length < count ? Infinity : Math.max(...times);
    },
    ended: () => ended,
    close: () => streams.forEach((stream) => stream.destroy()),
  };
}
