import type { Environment, ResponseLike } from './environment.ts';
import { MxConnectionError, MxError, MxRequestError } from './errors.ts';
import { toPauseMs } from './pace.ts';
import { sleep } from './sleep.ts';
import type { Tokens } from './tokens.ts';
import type { Request, Result } from './transport/transport.ts';

export interface HttpOptions {
  /** Ends with `/graphql`. */
  readonly url: string;
  readonly tokens: Tokens;
  readonly environment: Environment;
}

export interface SendOptions {
  /** True for a request that may be repeated although it may have been executed. */
  readonly isRepeatable: boolean;
  /** How long to try, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A refusal that says that the operation has not been executed and may be sent again. */
const notRun = ['RESTARTING'];
/** How often a new token may be rejected. */
const MOST_REFUSALS = 2;

export const MEDIA_TYPES = 'application/graphql-response+json, application/json';

/** Sends queries and mutations. */
export function createHttp({ url, tokens, environment }: HttpOptions) {
  const { fetch, later, now, random } = environment;

  async function post(request: Request, signal: AbortSignal, onSent: () => void): Promise<Result> {
    const authorization = await tokens.authorization();
    onSent();
    const response = await fetch(url, {
      method: 'POST',
      headers: toHeaders(authorization, MEDIA_TYPES),
      body: JSON.stringify(request),
      signal,
    });
    const result = await readResult(response);
    if (isUnauthenticated(result)) tokens.refuse(authorization);
    return result;
  }

  async function attempt(request: Request, signal: AbortSignal, isRepeatable: boolean) {
    let isSent = false;
    try {
      const result = await post(request, signal, () => {
        isSent = true;
      });
      const { data, errors } = result;
      return errors !== undefined || data == null ? new MxRequestError(errors ?? [], data) : result;
    } catch (error) {
      if (error instanceof MxError) return error;
      return isSent && !isRepeatable
        ? new MxConnectionError('The connection failed. The mutation may have been executed.', {
            code: 'OUTCOME_UNKNOWN',
            cause: error,
          })
        : new MxConnectionError('The gateway cannot be reached.', {
            retryable: true,
            cause: error,
          });
    }
  }

  /**
   * Settles with the data. Rejects with an MxRequestError if there are errors, also beside data.
   *
   * A query is sent again when the connection failed, or when the error is `retryable`; a mutation
   * only when the gateway says that it has not been executed.
   */
  async function send(request: Request, options: SendOptions): Promise<Result['data']> {
    const { isRepeatable, timeoutMs, signal: stop } = options;
    throwIfAborted(stop);
    const deadline = startDeadline(environment, timeoutMs, stop);
    let refusals = 0;
    try {
      for (let failures = 1; ; failures += 1) {
        const result = await attempt(request, deadline.signal, isRepeatable);
        if (!(result instanceof Error)) return result.data;
        throwIfAborted(stop);
        if (result.code === 'UNAUTHENTICATED' && result instanceof MxRequestError) {
          refusals += 1;
          if (refusals < MOST_REFUSALS) continue;
          throw result;
        }
        const pauseMs = Math.max(toPauseMs(failures, random()), retryAfterMsOf(result));
        const isWorthIt = notRun.includes(result.code) || (isRepeatable && result.retryable);
        if (!isWorthIt || now() + pauseMs >= deadline.at) throw result;
        await sleep(later, pauseMs, deadline.signal);
        throwIfAborted(stop);
      }
    } finally {
      deadline.dispose();
    }
  }

  return { send };
}

const retryAfterMsOf = (error: MxError) =>
  (error instanceof MxRequestError ? error.retryAfterMs : undefined) ?? 0;

export function toHeaders(authorization: string | undefined, accept: string) {
  return {
    'content-type': 'application/json',
    accept,
    ...(authorization !== undefined && { authorization }),
  };
}

/** The result in a response. Throws for a response that is not the gateway's. */
export async function readResult(response: ResponseLike): Promise<Result> {
  const result = JSON.parse(await response.text()) as Result | null;
  if (result?.errors === undefined && result?.data === undefined) {
    throw new TypeError(`The response is not GraphQL (status ${response.status}).`);
  }
  return result;
}

export function isUnauthenticated({ errors }: Result): boolean {
  return errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') === true;
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw signal.reason;
}

function startDeadline({ later, now }: Environment, ms: number, stop: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const cancel = later(ms, abort);
  stop?.addEventListener('abort', abort);
  return {
    at: now() + ms,
    signal: controller.signal,
    dispose() {
      cancel();
      stop?.removeEventListener('abort', abort);
    },
  };
}
