import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEYS } from '../conformance-gateway.ts';
import { routes } from './routes.ts';
import type { Reply, Route } from './routes/route.ts';
import { createWorld, type Policy, type World } from './world.ts';

export interface StrictUpstream extends AsyncDisposable {
  readonly baseUrl: string;
  readonly world: World;
  /** `VERB /path`, in the order in which they came, with the time. */
  readonly requests: { readonly call: string; readonly startedAt: number }[];
  /** Requests that were refused for their form: 400, 401, 404 of unknown paths, 405, 406. */
  readonly refused: string[];
  /** From now on every answer takes so long. */
  readonly delay: (ms: number) => void;
  /** Lets a fault answer the next `times` requests that match, in place of the routes. */
  readonly disturb: (call: RegExp, fault: Fault, times?: number) => void;
}

/** What goes wrong with one request: `reply` is what the routes would have answered. */
export type Fault = (response: ServerResponse, reply: () => Reply) => void;

const AUTHORIZATION = `Basic ${Buffer.from(`${KEYS.clientId}:${KEYS.apiKey}`).toString('base64')}`;

/** A small MX of its own, as strict as MX's pages are, and as late as MX is. */
export async function startStrictUpstream(policy: Partial<Policy> = {}): Promise<StrictUpstream> {
  const world = createWorld(policy);
  let latencyMs = 0;
  const requests: StrictUpstream['requests'] = [];
  const refused: string[] = [];
  const faults: { readonly call: RegExp; readonly fault: Fault; left: number }[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url = '' } = request;
    const { pathname, searchParams: query } = new URL(url, 'http://mx.test');
    const call = `${method} ${pathname}`;
    requests.push({ call, startedAt: performance.now() });
    const body = await text(request);
    if (latencyMs > 0) await sleep(latencyMs);

    const found = routes.filter(({ path }) => path.test(pathname));
    const route = found.find((each) => each.method === method);
    const problem = problemOf(request, route, found.length > 0, query);
    if (problem !== undefined) {
      refused.push(`${problem} ${call}`);
      // MX's edge does not speak JSON.
      return response.writeHead(problem, { 'content-type': 'text/html' }).end('<h1>No.</h1>');
    }
    const parts = route?.path.exec(pathname)?.slice(1) ?? [];
    const reply = () =>
      route?.handle({
        world,
        parts,
        query,
        body: body === '' ? undefined : JSON.parse(body),
        accept: request.headers.accept ?? '',
      }) ?? { status: 404 };
    const fault = faults.find((each) => each.left > 0 && each.call.test(call));
    if (fault === undefined) return send(response, reply());
    fault.left -= 1;
    return fault.fault(response, reply);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    world,
    requests,
    refused,
    delay: (ms) => {
      latencyMs = ms;
    },
    disturb: (call, fault, times = Infinity) => faults.push({ call, fault, left: times }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function problemOf(
  { headers, method = '' }: IncomingMessage,
  route: Route | undefined,
  isKnownPath: boolean,
  query: URLSearchParams,
): number | undefined {
  if (headers.authorization !== AUTHORIZATION) return 401;
  if (!isKnownPath) return 404;
  if (route === undefined) return 405;
  if (headers['accept-version'] !== 'v20111101') return 406;
  if (!route.accepts.includes(headers.accept ?? '')) return 406;
  const isWrite = method === 'POST' || method === 'PUT';
  if (isWrite && headers['content-type'] !== 'application/json') return 404;
  return [...query.keys()].every((name) => route.query.includes(name)) ? undefined : 400;
}

export function send(response: ServerResponse, { status, body }: Reply): void {
  if (body === undefined) return void response.writeHead(status).end();
  const headers = { 'content-type': 'application/vnd.mx.api.v1+json; charset=utf-8' };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

/** A bare status, whatever the routes would have said, with MX none the wiser. */
export function fail(status: number, headers: Readonly<Record<string, string>> = {}): Fault {
  return (response) => void response.writeHead(status, headers).end();
}

/** MX acts on the request, and the connection breaks before its answer. */
export const cutOff: Fault = (response, reply) => {
  reply();
  response.destroy();
};

/** MX mixes up two users: every `user_guid` of the answer is someone else's. */
export const ofSomeoneElse: Fault = (response, reply) => {
  const { status, body } = reply();
  const mixedUp = JSON.stringify(body).replaceAll(
    /"user_guid":"[^"]*"/g,
    '"user_guid":"USR-other"',
  );
  send(response, { status, body: JSON.parse(mixedUp) });
};
