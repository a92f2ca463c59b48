import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { guidOf, tagOf, userGuid, USUAL } from '../upstream/shape.ts';

/** One operation, on the clock of the load. */
export interface Done {
  readonly startedMs: number;
  readonly tookMs: number;
  /** The codes of its errors; empty if it succeeded. `transport` stands for a missing response. */
  readonly codes: readonly string[];
}

const USERS = 5_000;
const CONTROL = '{"query":"{ __typename }"}';

// Each asks MX once, so that the calls of an operation are its attempts.
const READS = [
  'query ($user: ID!, $member: ID!) { member(guid: $member, userGuid: $user) { status { connectionStatus } } }',
  'query ($user: ID!) { user(guid: $user) { email } }',
  'query ($user: ID!) { user(guid: $user) { accounts(first: 100) { nodes { guid balance } } } }',
];

interface Failure {
  readonly extensions?: { readonly code?: string };
}

function codesOf(text: string): readonly string[] {
  try {
    const { errors = [] } = JSON.parse(text) as { readonly errors?: readonly Failure[] };
    return errors.map(({ extensions }) => extensions?.code ?? 'uncoded');
  } catch {
    return ['unreadable'];
  }
}

/** The body of the nth read; no two in a row are about one user, so that none is shared. */
function toBody(index: number): string {
  const user = userGuid(USUAL, index % USERS);
  const member = guidOf('MBR', 0, tagOf(user));
  return JSON.stringify({ query: READS[index % READS.length], variables: { user, member } });
}

export interface Results {
  readonly reads: readonly Done[];
  /** Operations at the same time that ask MX nothing: what the machine itself takes. */
  readonly controls: readonly Done[];
}

export interface Load {
  /** Sends reads at a steady pace, whether they are answered or not, and waits for all of them. */
  readonly run: (perSecond: number, seconds: number) => Promise<Results>;
  readonly close: () => void;
}

export function createLoad(url: string): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  let sent = 0;

  const send = (body: string) =>
    new Promise<readonly string[]>((resolve) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const asked = request(url, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', () => resolve(['transport']));
        response.on('end', () => resolve(codesOf(text)));
      });
      asked.on('error', () => resolve(['transport'])).end(body);
    });

  async function time(begunAt: number, body: string): Promise<Done> {
    const startedAt = performance.now();
    const codes = await send(body);
    return { startedMs: startedAt - begunAt, tookMs: performance.now() - startedAt, codes };
  }

  return {
    async run(perSecond, seconds) {
      const begunAt = performance.now();
      const reads: Promise<Done>[] = [];
      const controls: Promise<Done>[] = [];
      const total = perSecond * seconds;
      while (reads.length < total) {
        const due = Math.min(total, ((performance.now() - begunAt) * perSecond) / 1_000);
        while (reads.length < due) {
          reads.push(time(begunAt, toBody(sent++)));
          controls.push(time(begunAt, CONTROL));
        }
        await sleep(2);
      }
      return { reads: await Promise.all(reads), controls: await Promise.all(controls) };
    },
    close: () => agent.destroy(),
  };
}
