const SENSITIVE =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|credentials?|value|values|variables|answers?|api[-_]?key|token|access[-_]?token|password|passwd|secret|body)$/i;

const MAX_DEPTH = 8;
const MAX_CHARACTERS = 1_000;
/** The most items of a list, and the most fields of an object. */
const MAX_ITEMS = 50;

/**
 * A copy that is fit for a log line. Its size is bounded in every direction. Every value under a
 * sensitive key, at any depth and in any case, becomes `[redacted]`, and errors are reduced to
 * their description by `describeError`. This is the second line of defence: no sensitive value
 * should get here.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return cut(String(value));
  if (typeof value === 'string') return cut(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return redact(describeError(value), depth + 1);
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item: unknown) => redact(item, depth + 1));
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return redact(value.toJSON(), depth + 1);
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ITEMS)
      .map(([key, item]) => [
        cut(key),
        SENSITIVE.test(key) ? '[redacted]' : redact(item, depth + 1),
      ]),
  );
}

function cut(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`;
}

const OURS: readonly string[] = ['MxError', 'AuthError', 'KeySetError'];

export interface ErrorDescription {
  readonly name: string;
  readonly code: string | undefined;
  /** Omitted if the message may quote data. */
  readonly message: string | undefined;
  /** Only the frames, because the first lines of a stack repeat the message. */
  readonly stack: readonly string[];
  readonly cause: ErrorDescription | undefined;
}

/** The parts of a thrown value, and of its causes, that a log may contain. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) {
    return {
      name: `thrown ${typeof error}`,
      code: undefined,
      message: undefined,
      stack: [],
      cause: undefined,
    };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    name: error.name,
    code,
    message: isPlainSentence(error, code) ? error.message : undefined,
    stack: toFrames(error),
    cause:
      error.cause === undefined || depth === 3 ? undefined : describeError(error.cause, depth + 1),
  };
}

/**
 * The messages of the gateway's own errors are written for logs. V8's own errors name a property or
 * a function. Other errors may contain data: a SyntaxError quotes the text that it could not parse,
 * and graphql's errors and Node's `ERR_…` quote the value that they reject.
 */
function isPlainSentence(error: Error, code: string | undefined): boolean {
  if (OURS.includes(error.name)) return true;
  return code === undefined && /^(?:TypeError|ReferenceError|RangeError)$/.test(error.name);
}

/** A module with a `data:` URL would have its source in every frame. */
function toFrames({ stack = '' }: Error): readonly string[] {
  const frames = stack.split('\n').flatMap((line) => /^\s+at (.*)/.exec(line)?.[1] ?? []);
  return frames.map((frame) => frame.replace(/\bdata:.*/, 'data:…'));
}
