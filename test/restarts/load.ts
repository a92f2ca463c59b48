import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Requests that a client has written, by their outcome. */
export interface Outcomes {
  /** Mutations that were answered with a new user. */
  readonly created: string[];
  queries: number;
  /** Refused with RESTARTING, and sent again. */
  refused: number;
  /** Written, and not answered as they should be. */
  readonly failed: string[];
}

export interface Load extends AsyncDisposable {
  readonly outcomes: Outcomes;
}

const QUERY = '{ users(first: 1) { nodes { guid } } }';
const MUTATION = `mutation ($id: ID!) {
  createUser(input: { externalId: $id }) { ... on UserPayload { user { externalId } } }
}`;

interface Reply {
  readonly status: number;
  readonly text: string;
}

/**
 * Undefined if there is no gateway. A new connection that the kernel has accepted, and the gateway has
 * not, is reset when the gateway stops listening: nobody has read the request.
 */
function post(url: string, agent: Agent, body: string): Promise<Reply | Error | undefined> {
  const { promise, resolve } = Promise.withResolvers<Reply | Error | undefined>();
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const asked = request(url, { method: 'POST', agent, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('error', resolve);
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  asked.on('error', (error: NodeJS.ErrnoException) => {
    const isUnread = error.code === 'ECONNRESET' && !asked.reusedSocket;
    resolve(error.code === 'ECONNREFUSED' || isUnread ? undefined : error);
  });
  asked.end(body);
  return promise;
}

/** Clients that send one request after another, each on a connection that is kept open. */
export function startLoad(url: string, clients: number): Load {
  const outcomes: Outcomes = { created: [], queries: 0, refused: 0, failed: [] };
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const stopped = new AbortController();
  const { signal } = stopped;

  async function work(client: number): Promise<void> {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const id = `client-${client}-${turn}`;
      const isMutation = turn % 4 === 0;
      const body = JSON.stringify(
        isMutation ? { query: MUTATION, variables: { id } } : { query: QUERY },
      );
      let reply = await post(url, agent, body);
      while (!signal.aborted && (reply === undefined || isRefusal(reply))) {
        if (reply !== undefined) outcomes.refused += 1;
        await delay(20);
        reply = await post(url, agent, body);
      }
      if (reply === undefined || isRefusal(reply)) return;
      const isGood =
        !(reply instanceof Error) && reply.status === 200 && !/"errors"/.test(reply.text);
      if (!isGood) outcomes.failed.push(reply instanceof Error ? reply.message : reply.text);
      else if (isMutation) outcomes.created.push(id);
      else outcomes.queries += 1;
    }
  }

  const working = Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  return {
    outcomes,
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await working;
      agent.destroy();
    },
  };
}

function isRefusal(reply: Reply | Error): boolean {
  return !(reply instanceof Error) && reply.status === 503 && reply.text.includes('RESTARTING');
}
