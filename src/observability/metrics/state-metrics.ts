import { limits } from '../../limits.ts';
import type { MetricRegistry } from './registry.ts';

/** The parts of the gateway whose current state is read at each scrape. */
export interface MeasuredState {
  readonly isReady: () => boolean;
  readonly mx: () => {
    readonly inFlight: number;
    readonly waiting: number;
    readonly breaker: 'closed' | 'waiting' | 'open';
    readonly health: 'up' | 'down' | 'key-refused' | 'version-refused';
  };
  /** The most calls to MX in flight. */
  readonly mxConcurrency: number;
  readonly connections: () => {
    readonly connections: number;
    readonly waitingRequests: number;
    readonly waitingBytes: number;
  };
  readonly sockets: () => SocketState;
  readonly status: () => {
    readonly members: number;
    readonly watchers: number;
    readonly users: number;
  };
  /** The approximate bytes of memory of all running operations. */
  readonly operationBytes: () => number;
  readonly shared: () => { readonly health: 'up' | 'away'; readonly replicas: number };
  /** True if replicas share Redis. */
  readonly hasRedis: boolean;
  /** Undefined without traces. */
  readonly traces?: (() => { readonly exported: number; readonly dropped: number }) | undefined;
}

export interface SocketState {
  readonly open: number;
  readonly framesReceived: number;
  readonly framesSent: number;
  readonly bytesSent: number;
}

export function registerState(registry: MetricRegistry, state: MeasuredState): void {
  const gauge = (name: string, help: string, read: () => number) =>
    registry.gauge({ name, help, read });
  const tally = (name: string, help: string, read: () => number) =>
    registry.tally({ name, help, read });
  const { mx, connections, sockets, status, shared } = state;

  gauge('ready', '1 if /ready is 200.', () => Number(state.isReady()));
  registry.state({
    name: 'mx_health',
    help: 'The state of MX for the gateway.',
    states: ['up', 'down', 'key-refused', 'version-refused'],
    read: () => mx().health,
  });
  registry.state({
    name: 'mx_breaker',
    help: 'The state of the circuit breaker: waiting while probes decide.',
    states: ['closed', 'waiting', 'open'],
    read: () => mx().breaker,
  });
  gauge('mx_calls_in_flight', 'Calls to MX on the wire.', () => mx().inFlight);
  gauge(
    'mx_calls_in_flight_limit',
    'The most calls to MX on the wire (MX_MAX_CONCURRENCY).',
    () => state.mxConcurrency,
  );
  gauge('mx_calls_waiting', 'Calls to MX that wait for a place or a turn.', () => mx().waiting);
  gauge('mx_calls_waiting_limit', 'The most calls to MX that may wait.', () => limits.waitingCalls);

  gauge('connections', 'Open connections, sockets included.', () => connections().connections);
  gauge(
    'requests_waiting',
    'Requests behind other requests of their connection.',
    () => connections().waitingRequests,
  );
  gauge(
    'send_buffer_bytes',
    'Bytes that wait to be sent to clients.',
    () => connections().waitingBytes,
  );
  gauge('sockets', 'Open WebSockets.', () => sockets().open);
  gauge('sockets_limit', 'The most open WebSockets.', () => limits.sockets);
  tally('socket_frames_received_total', 'Frames from clients.', () => sockets().framesReceived);
  tally('socket_frames_sent_total', 'Messages to clients.', () => sockets().framesSent);
  tally('socket_sent_bytes_total', 'Bytes of messages to clients.', () => sockets().bytesSent);

  gauge('watched_members', 'Members whose status is polled or followed.', () => status().members);
  gauge('watchers', 'Watchers of the statuses of members.', () => status().watchers);
  gauge('watched_users', 'Users whose member list is polled or followed.', () => status().users);

  gauge(
    'operation_memory_bytes',
    'Approximate memory of all running operations.',
    state.operationBytes,
  );
  gauge(
    'operation_memory_limit_bytes',
    'The most memory of all running operations.',
    () => limits.operationsMemoryBytes,
  );
  const { traces } = state;
  if (traces !== undefined) {
    tally(
      'trace_spans_exported_total',
      'Spans that the collector has accepted.',
      () => traces().exported,
    );
    tally(
      'trace_spans_dropped_total',
      'Spans that the collector did not accept, or not fast enough.',
      () => traces().dropped,
    );
  }
  if (!state.hasRedis) return;
  gauge('shared_state_up', '1 while Redis responds.', () => Number(shared().health === 'up'));
  gauge('replicas', 'Running replicas, as this one knows them.', () => shared().replicas);
}
