const defaults = {
  // A connection
  /** Milliseconds for the head of a request. */
  headersMs: 10_000,
  /** Milliseconds for a whole request. */
  requestMs: 20_000,
  /**
   * Milliseconds without a request: longer than the limit of load balancers, so that they close
   * first.
   */
  keepAliveMs: 65_000,
  /** Requests behind the current one. */
  requestsPerConnection: 100,
  /** Bytes that wait to be sent. A longer response is possible if its client reads it. */
  connectionWaitingBytes: 16 * 1024 * 1024,
  /** The bytes that a client must read while bytes wait for it; below this rate it has stalled. */
  readerBytesPerMinute: 64 * 1024,

  // A request
  /** Bytes of the request line and the headers. */
  headerBytes: 16 * 1024,
  /** Bytes of the body of a POST. */
  bodyBytes: 128 * 1024,
  /** Bytes of the body of a webhook. */
  webhookBytes: 256 * 1024,
  /** Characters of the header names in a preflight request. */
  preflightCharacters: 4_096,
  /** Characters of an Authorization value. */
  authorizationCharacters: 8_192,

  // A document. Parts that fragments can multiply are counted as they would run, with the fragments
  // in place.
  tokens: 2_000,
  /** A comment is not a token of the grammar, but uses as much memory. */
  comments: 1_000,
  operations: 20,
  fragments: 100,
  variables: 50,
  directivesPerLocation: 5,
  /** Items of lists and fields of objects in literals of the document. */
  literalItems: 500,
  /** Fields on the longest path, including leaves. */
  depth: 12,
  /** The depth under `__schema` and `__type`: GraphiQL's own query has a depth of 15. */
  introspectionDepth: 20,
  aliases: 30,
  /** Not fewer than tokens, so that documents without fragments never reach this limit. */
  selections: 2_000,
  /**
   * Pairs of fields with the same place in the response, which validation compares with each other.
   */
  overlaps: 5_000,
  /** Objects that an operation could return. */
  cost: 10_000,
  /** Items of one page of a connection. */
  pageSize: 100,
  /** Global ids that `nodes` accepts. */
  ids: 100,
  /** Representations that `_entities` accepts: a router sends one for each object of a list. */
  representations: 1_000,
  clientMutationIdCharacters: 128,
  /** Root fields with credentials or MFA answers in one operation. */
  credentialFields: 1,
  /** Items of any other list in an argument. */
  listItems: 50,
  /** Characters of a text in an argument, if no other limit applies. */
  textCharacters: 200,
  /** Characters of an id, except an external id. */
  idCharacters: 400,
  /** Characters of the partner's own id of a user or a member: MX's limit. */
  externalIdCharacters: 1_024,
  /** The maximum of a path in RFC 5321. */
  emailCharacters: 254,
  /**
   * Characters of the revision of all members of a user: about 250 members. MX allows 25 members
   * per user.
   */
  membersRevisionCharacters: 8_000,
  urlCharacters: 2_000,
  metadataCharacters: 4_000,
  /** Characters of a credential or an MFA answer. */
  secretCharacters: 4_000,
  /** Errors in the response to a refused document or refused variables. */
  requestErrors: 5,

  // The reads of an operation, or of an event of a subscription, from MX. Writes are not counted.
  /**
   * A complete read of a user with 1,000 accounts at 25 banks and 400 card products stays below it.
   */
  callsPerOperation: 1_500,
  answerBytesPerOperation: 32 * 1024 * 1024,
  /** Batches of loaders and calls to MX of one operation that logs, traces and `explain` can show. */
  ledgerEntries: 1_000,

  // A response
  /** Bytes of JSON of a response, or of one event of a stream. */
  responseBytes: 8 * 1024 * 1024,
  /** Approximate bytes of memory that an operation uses until its response is sent. */
  operationMemoryBytes: 32 * 1024 * 1024,
  /** Errors of failed fields; one more error contains the number of omitted errors. */
  responseErrors: 100,

  // A socket
  /** Bytes of one message of a client. */
  messageBytes: 64 * 1024,
  operationsPerSocket: 50,
  /** Operations in a burst, after a pause. */
  socketOperationBurst: 100,
  socketOperationsPerSecond: 50,
  /** Frames in a burst, after a pause; each 4 KiB of payload counts as another frame. */
  socketFrameBurst: 1_000,
  socketFramesPerSecond: 200,
  /** Bytes that may wait to be sent on a socket before no further message is made. */
  socketBacklogBytes: 64 * 1024,
  /**
   * Milliseconds until `connection_init`: some clients only fetch their token after the handshake.
   */
  connectionInitMs: 10_000,
  /** Frames before the connection is acknowledged. */
  initFrames: 50,
  /** Bytes of one message before the connection is acknowledged. */
  initBytes: 16 * 1024,

  // A caller
  socketsPerUser: 20,
  /** SSE streams. */
  streamsPerUser: 20,
  /** Attempts with credentials or MFA answers in `attemptWindowMs`. */
  attemptsPerUser: 10,
  attemptWindowMs: 15 * 60_000,
  /** Rejected tokens of one public address in `attemptWindowMs`; good tokens are still accepted. */
  refusedTokensPerAddress: 100,
  /**
   * Requests to MX about one member in a burst, after a pause: changes, deletions, and starts and
   * answers of jobs. The limit applies to partners, too, because MX counts all requests as the
   * gateway's.
   */
  jobsPerMember: 20,
  jobsPerMemberAMinute: 6,
  /**
   * The burst of requests for all members of one end user, including new members. A request for
   * each of 25 members at the same time is fair use.
   */
  jobsPerUser: 100,
  jobsPerUserAMinute: 60,
  /**
   * Milliseconds that a stream waits for one job of a member before it reports the job as overdue.
   */
  jobPatienceMs: 30 * 60_000,
  /** Approximate bytes of memory of all running operations of one end user. */
  memoryBytesPerUser: 48 * 1024 * 1024,
  /** Objects that all running operations of one end user could return, without streams. */
  costPerUser: 20_000,

  // The process
  /** Approximate bytes of memory of all running operations. */
  operationsMemoryBytes: 96 * 1024 * 1024,
  sockets: 10_000,
  /** Sockets that have not sent `connection_init`. */
  socketsNotBegun: 5_000,
  /**
   * Connections, including sockets. Above the limit the connection that has been idle for longest
   * is closed.
   */
  connections: 12_000,
  /** Requests behind other requests of the same connection, on all connections. */
  waitingRequests: 10_000,
  /** Bytes that wait to be sent on all connections. */
  waitingBytes: 64 * 1024 * 1024,
  /** Milliseconds in which a stopping gateway finishes its requests. */
  drainMs: 15_000,
  /**
   * Calls to MX that wait for a place or for their turn. A user may have as many of them as there are
   * free places in the queue. Polls that wait for their turn leave half of it.
   */
  waitingCalls: 2_000,
  /**
   * Reads and writes at MX in any second, of all replicas together: the rates that are known for a
   * client of MX. A deletion counts as five writes. A single process has no such limit, unless it is
   * configured.
   */
  readsPerSecond: 2_000,
  writesPerSecond: 750,
  /**
   * Bytes of MX's responses that operations keep in memory. A user may use as many bytes as are
   * free.
   */
  answerBytes: 64 * 1024 * 1024,
  /** Webhooks that are recognised when MX sends them again. */
  webhooksRemembered: 10_000,
  /**
   * Milliseconds in which webhooks about one member have one effect: one read of a watched status,
   * one event of `rewardsChanged`.
   */
  webhookBurstMs: 500,
  /** Members with changes that a watcher of `rewardsChanged` has not read. */
  unreadChanges: 50,
} as const;

export type LimitName = keyof typeof defaults;

/**
 * Every limit that a client can reach. docs/limits.md has a row for each limit, and a test compares
 * the rows with this file. A refusal with a GraphQL error names its limit in `extensions.limit`, and
 * the log counts it (`events.limited`).
 */
export const limits: Readonly<Record<LimitName, number>> = { ...defaults };

/**
 * Changes limits of this process. It must be called before the modules that use them are loaded:
 * some compute constants from them.
 */
export function changeLimits(changed: Partial<Record<LimitName, number>>): void {
  Object.assign(limits, changed);
}

/** The default number of items of one page; the maximum is `limits.pageSize`. */
export const DEFAULT_PAGE_SIZE = 20;
