import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  getOperationAST,
  GraphQLError,
} from 'graphql';
import type { ExecutionResult, SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import type { YogaServerInstance } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { isExpectedHost } from './host.ts';

export interface SocketOptions {
  readonly server: Server;
  /** Yoga, for its phases: an operation on a socket passes the same ones as over HTTP. */
  readonly yoga: YogaServerInstance<object, object>;
  /** What a client is told of an error: the one door out, as over HTTP. */
  readonly mask: (error: unknown) => GraphQLError;
  /** Longest message of a client, in bytes; a longer one closes its socket with 1009. */
  readonly maxMessageBytes?: number;
}

export interface Sockets {
  /**
   * Closes every socket with 1012 (service restart) and without completing its operations, so
   * that clients come back; those that do not answer are cut off after a second.
   */
  readonly close: () => Promise<void>;
}

/** WebSocket on `/graphql`, subprotocol graphql-transport-ws. */
export function attachSockets({
  server,
  yoga,
  mask,
  maxMessageBytes = 64 * 1024,
}: SocketOptions): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  useServer<Record<string, unknown>, { request: IncomingMessage }>(
    {
      connectionInitWaitTimeout: 3_000,
      isProd: true, // in development graphql-ws would tell the text of internal errors
      onSubscribe: ({ connectionParams, extra }, _id, payload) =>
        prepare({ yoga, mask }, payload, { connectionParams, req: extra.request }),
      execute: (args) => phasesOf(args).execute(args),
      subscribe: (args) => phasesOf(args).subscribe(args),
      onError: (_context, _id, _payload, errors) => errors.map(toMessage),
      onNext: (_context, _id, _payload, _args, result) => toPayload(result),
    },
    sockets,
  );

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return refuse(socket, refusal);
    return sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit('connection', client, request);
      // graphql-ws would write each broken frame of a client to the console; ws closes its socket.
      client.removeAllListeners('error').on('error', () => {});
    });
  };
  server.on('upgrade', onUpgrade);

  return {
    async close() {
      server.off('upgrade', onUpgrade);
      server.on('upgrade', (_request, socket) => refuse(socket, '503 Service Unavailable'));
      const closed = [...sockets.clients].map(
        (client) => new Promise((resolve) => client.once('close', resolve)),
      );
      for (const client of sockets.clients) client.close(1012, 'Service restart');
      const cut = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, 1_000);
      await Promise.all(closed);
      clearTimeout(cut);
    },
  };
}

type Enveloped = ReturnType<YogaServerInstance<object, object>['getEnveloped']>;

interface SocketArgs extends ExecutionArgs {
  readonly rootValue: Enveloped;
}

/**
 * Takes an operation through parse, validate and context. What it cannot pass is the answer to
 * that operation alone: an error thrown here would close the socket under all the others.
 */
async function prepare(
  { yoga, mask }: Pick<SocketOptions, 'yoga' | 'mask'>,
  { query, variables, operationName }: SubscribePayload,
  connection: object,
): Promise<SocketArgs | readonly GraphQLError[]> {
  const params = { query, variables: variables ?? undefined, operationName };
  const enveloped = yoga.getEnveloped({ ...connection, params });
  try {
    const document = enveloped.parse(query);
    const errors: readonly GraphQLError[] = enveloped.validate(enveloped.schema, document);
    if (errors.length > 0) return errors;
    if (!getOperationAST(document, operationName)) return [mask(unclearOperation)];
    return {
      schema: enveloped.schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: await enveloped.contextFactory(),
      rootValue: enveloped,
    };
  } catch (error) {
    return [mask(error)];
  }
}

/** In the words that Yoga uses over HTTP. The name that was sent is not repeated. */
const unclearOperation = new GraphQLError('Could not determine what operation to execute.');

function phasesOf(args: ExecutionArgs): Enveloped {
  return (args as SocketArgs).rootValue;
}

/** The `http` extension speaks to Yoga's HTTP side and means nothing here. */
function toMessage(error: GraphQLError) {
  const { extensions, ...message } = error.toJSON();
  const { http: _http, ...told } = extensions ?? {};
  return { ...message, extensions: told };
}

function toPayload({ errors, ...result }: ExecutionResult): FormattedExecutionResult {
  return { ...(result as object), ...(errors && { errors: errors.map(toMessage) }) };
}

/** Why a handshake is not accepted, as a status line; undefined when it is. */
function refusalOf({ url, headers, socket }: IncomingMessage): string | undefined {
  if (!isExpectedHost(headers.host, socket.localAddress ?? '')) return '421 Misdirected Request';
  if (url?.split('?', 1)[0] !== '/graphql') return '404 Not Found';
  // A browser lets any page open a socket to any host: only our own pages may.
  const { origin, host } = headers;
  if (origin !== undefined && URL.parse(origin)?.host !== host) return '403 Forbidden';
  return undefined;
}

function refuse(socket: Duplex, statusLine: string) {
  socket.end(`HTTP/1.1 ${statusLine}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
