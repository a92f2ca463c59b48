const SENSITIVE =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|credentials?|value|values|variables|answers?|api[-_]?key|token|access[-_]?token|password|passwd|secret|body)$/i;

const MAX_DEPTH = 8;
const MAX_CHARACTERS = 1_000;
/** Items of a list, and fields of an object. */
const MAX_ITEMS = 50;

/**
 * A copy fit for a log line: bounded in every direction; whatever stands under a sensitive key, at
 * any depth and in any case, reads `[redacted]`, and errors are reduced to what `describeError` lets
 * through. It is the second net: nothing sensitive is meant to get here.
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
  /** Left out where the sentence may quote data. */
  readonly message: string | undefined;
  /** Frames alone: the stack's first lines repeat the message. */
  readonly stack: readonly string[];
  readonly cause: ErrorDescription | undefined;
}

/** What a log may say of a thrown value, its causes included. */
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
 * The messages of these errors are written for logs. V8's own errors name a property or a function; a
 * SyntaxError quotes the text that it could not read, graphql's errors and Node's `ERR_…` quote the
 * value that they refuse.
 */
function isPlainSentence(error: Error, code: string | undefined): boolean {
  if (OURS.includes(error.name)) return true;
  return code === undefined && /^(?:TypeError|ReferenceError|RangeError)$/.test(error.name);
}

/** A module that is written into its address would have its source in every frame. */
function toFrames({ stack = '' }: Error): readonly string[] {
  const frames = stack.split('\n').flatMap((line) => /^\s+at (.*)/.exec(line)?.[1] ?? []);
  return frames.map((frame) => frame.replace(/\bdata:.*/, 'data:…'));
}
