/** Values of a series, one per minute, in the notation of promtool's unit tests (`0+10x30`). */
export type Series = Readonly<Record<string, string>>;

export interface AlertCase {
  readonly alert: string;
  /** Series that make the alert fire within 40 minutes. */
  readonly fires: Series;
  /** The labels of the alert, beside its severity. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Series that look similar, and must not. */
  readonly quiet: Series;
}

const replica = { instance: 'a:9464' };
/** A metric of one replica. */
const of = (name: string, labels = '') =>
  `mx_gateway_${name}{instance="a:9464"${labels && `,${labels}`}}`;

/** A histogram in which all observations are between `above` and `upTo`. */
function histogram(name: string, labels: string, [above, upTo]: [string, string], values: string) {
  const le = (bound: string) => `${labels && `${labels},`}le="${bound}"`;
  return {
    [of(`${name}_bucket`, le(above))]: '0x60',
    [of(`${name}_bucket`, le(upTo))]: values,
    [of(`${name}_bucket`, le('+Inf'))]: values,
    [of(`${name}_count`, labels)]: values,
  };
}

const operations = of('operation_duration_seconds_count', 'outcome="ok"');
const calls = (outcome: string) => of('mx_call_duration_seconds_count', `outcome="${outcome}"`);
const errors = (code: string) => of('operation_errors_total', `code="${code}"`);
const refreshes = (outcome: string) => of('rewards_refreshes_total', `outcome="${outcome}"`);

export const alertCases: readonly AlertCase[] = [
  {
    alert: 'GatewayDown',
    fires: { 'up{job="mx-graphql-gateway",instance="a:9464"}': '1x5 0x60' },
    labels: { ...replica, job: 'mx-graphql-gateway' },
    summary: 'Prometheus cannot reach the replica a:9464.',
    quiet: {
      'up{job="mx-graphql-gateway",instance="a:9464"}': '1x10 0 1x50',
      'up{job="another",instance="a:9464"}': '0x60',
    },
  },
  {
    alert: 'GatewayNotReady',
    fires: { [of('ready')]: '1x5 0x60' },
    labels: replica,
    summary: 'The replica a:9464 runs and cannot serve.',
    quiet: { [of('ready')]: '0x1 1x30 0x1 1x30' },
  },
  {
    // The first one counts: the series is there before it.
    alert: 'GatewayBug',
    fires: { [of('failures_total', 'code="INTERNAL"')]: '0x35 1x30' },
    labels: replica,
    summary: 'The replica a:9464 has responded with INTERNAL.',
    quiet: {
      [of('failures_total', 'code="INTERNAL"')]: '0x10 1x60',
      [of('failures_total', 'code="UPSTREAM_TIMEOUT"')]: '0+5x60',
    },
  },
  {
    alert: 'OperationsFailing',
    fires: { [operations]: '0+97x60', [errors('UPSTREAM_TIMEOUT')]: '0+3x60' },
    summary: '3.093% of the operations fail on our side or at MX.',
    quiet: {
      [operations]: '0+99x60',
      [errors('OUTCOME_UNKNOWN')]: '0+1x60',
      [errors('BAD_USER_INPUT')]: '0+50x60',
      [errors('RATE_LIMITED')]: '0+50x60',
    },
  },
  {
    alert: 'OperationsSlow',
    fires: histogram(
      'operation_duration_seconds',
      'graphql_operation_type="query"',
      ['2.5', '5'],
      '0+60x60',
    ),
    summary: 'The slowest 5 % of the queries take 4.875s or longer.',
    quiet: {
      ...histogram(
        'operation_duration_seconds',
        'graphql_operation_type="query"',
        ['1', '2.5'],
        '0+60x60',
      ),
      ...histogram(
        'operation_duration_seconds',
        'graphql_operation_type="mutation"',
        ['5', '10'],
        '0+60x60',
      ),
    },
  },
  {
    alert: 'MxDown',
    fires: { [of('mx_health', 'state="down"')]: '0x5 1x60' },
    labels: replica,
    summary: 'MX does not respond to the replica a:9464.',
    quiet: {
      [of('mx_health', 'state="down"')]: '0x10 1x1 0x60',
      [of('mx_health', 'state="up"')]: '1x60',
    },
  },
  {
    alert: 'MxRefusesGateway',
    fires: { [of('mx_health', 'state="key-refused"')]: '0x5 1x60' },
    labels: { ...replica, state: 'key-refused' },
    summary: 'MX responds to the replica a:9464 with a refusal: key-refused.',
    quiet: { [of('mx_health', 'state="down"')]: '1x60' },
  },
  {
    alert: 'MxFailing',
    fires: { [calls('ok')]: '0+94x60', [calls('TIMEOUT')]: '0+6x60' },
    summary: '6% of the calls to MX fail, after their retries.',
    quiet: {
      [calls('ok')]: '0+50x60',
      [calls('UNAVAILABLE')]: '0+1x60',
      [calls('NOT_FOUND')]: '0+50x60',
    },
  },
  {
    alert: 'MxSlow',
    fires: histogram(
      'mx_call_duration_seconds',
      'http_request_method="GET"',
      ['5', '10'],
      '0+60x60',
    ),
    summary: 'The slowest 5 % of the reads from MX take 9.75s or longer.',
    quiet: histogram(
      'mx_call_duration_seconds',
      'http_request_method="POST"',
      ['5', '10'],
      '0+60x60',
    ),
  },
  {
    alert: 'MxRateLimited',
    fires: { [calls('RATE_LIMITED')]: '0+3x60' },
    summary: 'Calls to MX are refused because there are too many.',
    quiet: { [calls('RATE_LIMITED')]: '0+1x60', [calls('ok')]: '0+900x60' },
  },
  {
    alert: 'MxCallsWaiting',
    fires: { [of('mx_calls_waiting')]: '600x60', [of('mx_calls_waiting_limit')]: '2000x60' },
    labels: replica,
    summary: 'At the replica a:9464, the queue of calls to MX is 30% full.',
    quiet: { [of('mx_calls_waiting')]: '400x60', [of('mx_calls_waiting_limit')]: '2000x60' },
  },
  {
    // The series begins with the first field that could not be read.
    alert: 'MxFieldsUnreadable',
    fires: { [of('mx_unreadable_fields_total', 'url_template="/users"')]: '_x30 1x30' },
    labels: { url_template: '/users' },
    summary: 'MX sends fields of /users in a new form. They are null for clients.',
    quiet: { [calls('ok')]: '0+10x60' },
  },
  {
    alert: 'StatusesLate',
    fires: histogram('status_lag_seconds', '', ['1', '2.5'], '0+60x60'),
    summary: 'Watchers hear of a new status 2.425s after it was read, or later.',
    quiet: histogram('status_lag_seconds', '', ['0.5', '1'], '0+60x60'),
  },
  {
    alert: 'JobsSlow',
    fires: histogram('job_duration_seconds', '', ['600', '1800'], '0+1x60'),
    summary: 'One in ten jobs of MX takes 28m 0s or longer.',
    // One end user who took their time.
    quiet: histogram('job_duration_seconds', '', ['600', '1800'], '0x20 1x40'),
  },
  {
    alert: 'RefreshesFailing',
    fires: { [refreshes('refreshed')]: '0+1x60', [refreshes('refresh-failed')]: '0+3x60' },
    summary: '75% of the rewards refreshes fail.',
    // One end user who pressed the button three times.
    quiet: { [refreshes('not-ready')]: '0x20 3x40' },
  },
  {
    alert: 'KeySetFailing',
    fires: { [of('key_set_failures_total')]: '0x20 0+2x40' },
    labels: replica,
    summary: 'The replica a:9464 cannot fetch the key set that verifies tokens.',
    quiet: { [of('key_set_failures_total')]: '0x20 2x40' },
  },
  {
    alert: 'TokensRefused',
    fires: { [operations]: '0+10x60', [of('refusals_total', 'refused="token"')]: '0+3x60' },
    summary: '30% as many tokens are rejected as operations come in.',
    quiet: {
      [operations]: '0+10x60',
      [of('refusals_total', 'refused="token"')]: '0+1x60',
      [of('refusals_total', 'refused="request"')]: '0+9x60',
    },
  },
  {
    alert: 'LimitsReached',
    fires: { [of('limit_hits_total', 'limit="depth"')]: '0+120x60' },
    labels: { limit: 'depth' },
    summary: 'Clients reach the limit depth more than once per second.',
    quiet: {
      [of('limit_hits_total', 'limit="depth"')]: '0+50x60',
      [of('limit_hits_total', 'limit="cost"')]: '0+50x60',
    },
  },
  {
    alert: 'SocketsNearLimit',
    fires: { [of('sockets')]: '8500x60', [of('sockets_limit')]: '10000x60' },
    labels: replica,
    summary: 'The replica a:9464 has 85% of its sockets.',
    quiet: { [of('sockets')]: '7000x60', [of('sockets_limit')]: '10000x60' },
  },
  {
    alert: 'SharedStateAway',
    fires: { [of('shared_state_up')]: '1x5 0x60' },
    labels: replica,
    summary: 'The replica a:9464 cannot use Redis.',
    quiet: { [of('shared_state_up')]: '1x30 0 1x30' },
  },
  {
    alert: 'EventLoopBlocked',
    fires: { 'nodejs_eventloop_lag_p99_seconds{instance="a:9464"}': '0.5x60' },
    labels: replica,
    summary: 'The replica a:9464 keeps everything waiting for 500ms.',
    quiet: { 'nodejs_eventloop_lag_p99_seconds{instance="a:9464"}': '0.02x20 2 0.02x60' },
  },
  {
    alert: 'MemoryNearLimit',
    fires: { 'process_resident_memory_bytes{instance="a:9464"}': '1700000000x60' },
    labels: replica,
    summary: 'The replica a:9464 is close to its limit of memory.',
    quiet: {
      'process_resident_memory_bytes{instance="a:9464"}': '900000000x60',
      [of('operation_memory_bytes')]: '50x60',
      [of('operation_memory_limit_bytes')]: '100x60',
    },
  },
];
