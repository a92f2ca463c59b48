import type { SocketLink } from '../../../src/http/sockets/link.ts';
import type { SocketOperation } from '../../../src/http/sockets/operation.ts';
import { createProtocol } from '../../../src/http/sockets/protocol.ts';
import { settle } from '../../support/manual-clock.ts';
import type { Message } from '../../support/raw-socket.ts';

export interface Started extends SocketOperation {
  readonly id: string;
  /** The operation has nothing more to say. */
  readonly finish: () => void;
}

/** A protocol on a link that is always read, whose operations say and end what a test tells them. */
export function openProtocol() {
  const gone = new AbortController();
  const sent: Message[] = [];
  const codes: number[] = [];
  const started: Started[] = [];
  const close = (code: number) => {
    codes.push(code);
    gone.abort();
  };
  const link: SocketLink = {
    gone: gone.signal,
    isClear: () => true,
    onRoom: () => {},
    write: () => {},
    async send(make) {
      const text = gone.signal.aborted ? undefined : make();
      if (text !== undefined) sent.push(JSON.parse(text));
    },
    answer: (text) => sent.push(JSON.parse(text)),
    waiting: () => 0,
    trust: () => {},
    close,
    shut: close,
  };
  const protocol = createProtocol({
    link,
    admit: () => Promise.resolve(true),
    mayRun: () => true,
    run(operation) {
      const { promise, resolve } = Promise.withResolvers<void>();
      started.push({ ...operation, id: operation.payload.query, finish: resolve });
      return promise;
    },
  });
  const receive = (message: object) => protocol.receive(JSON.stringify(message));
  return {
    sent,
    codes,
    started,
    protocol,
    receive,
    gone,
    /** The query is the id, so that an operation knows it. */
    subscribe: (id: string) => receive({ type: 'subscribe', id, payload: { query: id } }),
    complete: (id: string) => receive({ type: 'complete', id }),
  };
}

export async function openAcknowledged() {
  const opened = openProtocol();
  opened.receive({ type: 'connection_init' });
  await settle();
  opened.sent.splice(0);
  return opened;
}
