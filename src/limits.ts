/**
 * Every bound that a client can meet. The README has a row for each, which a test compares with
 * this file. A refusal names its bound in `extensions.limit`, where there is a GraphQL error to
 * carry it, and the log counts it (`events.limited`).
 */
export const limits = {
  // A connection
  /** Milliseconds for the head of a request. */
  headersMs: 10_000,
  /** Milliseconds for a request as a whole. */
  requestMs: 20_000,
  /** Milliseconds without a request: longer than load balancers have, so that they close first. */
  keepAliveMs: 65_000,
  /** Requests behind the one that is being answered. */
  requestsPerConnection: 100,
  /** Bytes that wait to be written. A response may be as long if its client reads it. */
  connectionWaitingBytes: 16 * 1024 * 1024,
  /** The least that a client takes of what waits for it; by less, it has stalled. */
  readerBytesPerMinute: 64 * 1024,

  // A request
  /** Bytes of the request line and the headers. */
  headerBytes: 16 * 1024,
  /** Bytes of the body of a POST. */
  bodyBytes: 128 * 1024,
  /** Characters of the header names that a preflight asks for. */
  preflightCharacters: 4_096,
  /** Characters of an Authorization value. */
  authorizationCharacters: 8_192,

  // A document. What can multiply is counted as the document would run, with its fragments in place.
  tokens: 2_000,
  /** A comment is not a token of the grammar, but takes as much memory. */
  comments: 1_000,
  operations: 20,
  fragments: 100,
  variables: 50,
  directivesPerLocation: 5,
  /** Items of lists and fields of objects that are written out in the document. */
  literalItems: 500,
  /** Fields on the longest path, leaves included. */
  depth: 12,
  /** The same under `__schema` and `__type`: GraphiQL's own query goes to 15. */
  introspectionDepth: 20,
  aliases: 30,
  /** Not fewer than tokens: documents without fragments never meet this bound. */
  selections: 2_000,
  /** Pairs of fields with one place in the response, which validation compares with each other. */
  overlaps: 5_000,
  /** Objects that an operation could return. */
  cost: 10_000,
  /** Items of one page of a connection. */
  pageSize: 100,
  /** Global ids that `nodes` takes. */
  ids: 100,
  clientMutationIdCharacters: 128,
  /** Root fields with credentials or MFA answers in one operation. */
  credentialFields: 1,
  /** Items of any other list that is given as an argument. */
  listItems: 50,
  /** Characters of a text that is given as an argument, where no other bound holds. */
  textCharacters: 200,
  /** Of any other id than the next. */
  idCharacters: 400,
  /** The partner's own id of a user or a member: what MX takes. */
  externalIdCharacters: 1_024,
  /** RFC 5321 has room for no more in a path. */
  emailCharacters: 254,
  urlCharacters: 2_000,
  metadataCharacters: 4_000,
  /** Of a credential or an MFA answer. */
  secretCharacters: 4_000,
  /** Errors that a refused document or its variables are answered with. */
  requestErrors: 5,

  // What an operation, or an event of a subscription, reads of MX. Changes are not counted.
  /** A user with 1,000 accounts at 25 banks, read whole with 400 card products, is below it. */
  callsPerOperation: 1_500,
  answerBytesPerOperation: 32 * 1024 * 1024,

  // A response
  /** Bytes of JSON of a response, or of one event of a stream. */
  responseBytes: 8 * 1024 * 1024,
  /** Bytes of memory, about, that an operation takes until its response is sent. */
  operationMemoryBytes: 32 * 1024 * 1024,
  /** Errors of failed fields; one more says how many are left out. */
  responseErrors: 100,

  // A socket
  /** Bytes of one message of a client. */
  messageBytes: 64 * 1024,
  operationsPerSocket: 50,
  /** Operations at once, after a pause. */
  socketOperationBurst: 100,
  socketOperationsPerSecond: 50,
  /** Frames at once, after a pause; 4 KiB of payload count as one more. */
  socketFrameBurst: 1_000,
  socketFramesPerSecond: 200,
  /** Bytes that may wait to be sent on a socket before what is more waits to be made. */
  socketBacklogBytes: 64 * 1024,
  /** Milliseconds until `connection_init`: some clients fetch their token only then. */
  connectionInitMs: 10_000,
  /** Frames until the connection is acknowledged. */
  initFrames: 50,
  /** Bytes of one message until then. */
  initBytes: 16 * 1024,

  // A caller
  socketsPerUser: 20,
  /** SSE streams. */
  streamsPerUser: 20,
  /** Credentials or MFA answers tried in `attemptWindowMs`. */
  attemptsPerUser: 10,
  attemptWindowMs: 15 * 60_000,
  /** Tokens of one public address that are refused in `attemptWindowMs`; good ones are let in. */
  refusedTokensPerAddress: 100,
  /**
   * What MX is asked to do with one member, after a pause: changes, deletion, jobs started and
   * resumed. Of services too: MX counts them all as ours.
   */
  jobsPerMember: 20,
  jobsPerMemberAMinute: 6,
  /** The same with all members of one end user, new ones included. All of 25 at once is fair. */
  jobsPerUser: 100,
  jobsPerUserAMinute: 60,
  /** Milliseconds that a stream waits for one job of a member before it says that it takes too long. */
  jobPatienceMs: 30 * 60_000,
  /** Bytes of memory, about, that all operations of one end user take that are running. */
  memoryBytesPerUser: 48 * 1024 * 1024,
  /** Objects that all operations of one end user could return that are running, without streams. */
  costPerUser: 20_000,

  // The process
  /** Bytes of memory, about, that all operations take that are running. */
  operationsMemoryBytes: 96 * 1024 * 1024,
  sockets: 10_000,
  /** Sockets of which no `connection_init` has come. */
  socketsNotBegun: 5_000,
  /** Connections, sockets included. The one that has been idle for longest makes way for another. */
  connections: 12_000,
  /** Requests behind others of the same connection, on all of them. */
  waitingRequests: 10_000,
  /** Bytes that wait to be written on all connections. */
  waitingBytes: 64 * 1024 * 1024,
  /** Milliseconds in which a gateway that stops finishes what it is asked. */
  drainMs: 15_000,
  /** Calls to MX that wait for a place. A user may have as many of them as are left. */
  waitingCalls: 2_000,
  /** Bytes of MX's answers that operations hold. Those of a user may be as many as are left. */
  answerBytes: 64 * 1024 * 1024,
} as const;

/** Items of one page where a client does not say; `limits.pageSize` at most. */
export const DEFAULT_PAGE_SIZE = 20;

export type LimitName = keyof typeof limits;
