import { Agent, request } from 'node:http';

const WALLET = `{ viewer: user(guid: "USER") { guid members { nodes { guid name
  status { connectionStatus isBeingAggregated }
  rewards { guid balance unit }
  accounts { nodes { guid name balance creditCardProduct { name } } } } } } }`;
const STATUS = `{ member(guid: "MEMBER", userGuid: "USER") { status { connectionStatus } } }`;

export interface Reads {
  count: number;
  failed: number;
  readonly durationsMs: number[];
  /** How often each code occurred; `transport` stands for a missing response. */
  readonly codes: Map<string, number>;
}

export interface ReadOptions {
  readonly url: string;
  readonly token: string;
  readonly userGuid: string;
  readonly memberGuid: string;
}

export const createReads = (): Reads => ({
  count: 0,
  failed: 0,
  durationsMs: [],
  codes: new Map(),
});

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Queries a wallet or a status and counts the results. */
export async function read(reads: Reads, options: ReadOptions): Promise<void> {
  const { url, token, userGuid, memberGuid } = options;
  const query = (Math.random() < 0.5 ? WALLET : STATUS)
    .replaceAll('USER', userGuid)
    .replaceAll('MEMBER', memberGuid);
  const startedAt = performance.now();
  const codes = await post(url, token, query);
  reads.count += 1;
  reads.durationsMs.push(performance.now() - startedAt);
  if (codes.length > 0) reads.failed += 1;
  for (const code of codes) reads.codes.set(code, (reads.codes.get(code) ?? 0) + 1);
}

/** The codes of the errors of one operation; empty if there were no errors. */
export function post(url: string, token: string, query: string): Promise<readonly string[]> {
  const body = JSON.stringify({ query });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${token}`,
  };
  return new Promise((resolve) => {
    request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(['transport']));
      response.on('end', () => resolve(codesOf(Buffer.concat(chunks).toString())));
    })
      .on('error', () => resolve(['transport']))
      .end(body);
  });
}

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
