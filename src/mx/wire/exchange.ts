import { resolveInStep } from '../../in-step.ts';
import { decodeContent, isEncoded } from './content-encoding.ts';
import type { Deadline } from './deadline.ts';
import { toCause, toDetail } from './failure-cause.ts';
import { MAX_REFUSAL_BYTES, mayNameTrouble } from './institution-trouble.ts';
import type { WireAnswer, WireFailure } from './transport.ts';

/**
 * The most bytes of one response. MX's largest response, 1,000 accounts with all their fields, has
 * 3.4 MB.
 */
export const MAX_BYTES = 8 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/** The part of undici's controller of a request that is used. */
interface Controller {
  abort(reason: Error): void;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * One request on the wire until its response is complete, as undici's handler of its events. A class,
 * because functions of its own for each call would be most of the memory that a call takes.
 */
export class Exchange {
  readonly #deadline: Deadline;
  readonly #admit: (bytes: number) => boolean;
  readonly #resolve: (result: WireAnswer | WireFailure) => void;
  #started: Controller | undefined;
  #status = 0;
  #headers: Headers = {};
  #chunks: Buffer[] = [];
  #refusalBytes = 0;

  /**
   * @param admit as in `WireRequest`
   * @param resolve called with the first result; later ones must have no effect
   */
  constructor(
    deadline: Deadline,
    admit: (bytes: number) => boolean,
    resolve: (result: WireAnswer | WireFailure) => void,
  ) {
    this.#deadline = deadline;
    this.#admit = admit;
    this.#resolve = resolve;
    deadline.onCut(() => {
      // `fail` comes first, because the abort immediately reports an error itself.
      this.#fail('cut', 'cut');
      this.#started?.abort(new Error('cut'));
    });
  }

  onRequestStart(controller: Controller): void {
    // A request that waited for a connection starts late, and is not written if it is aborted here.
    if (this.#deadline.cut() === undefined) this.#started = controller;
    else controller.abort(new Error('cut'));
  }

  onResponseStart(_controller: Controller, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#status < 200 || this.#status > 299) return this.#keepRefusal(chunk);
    if (this.#admit(chunk.length)) return void this.#chunks.push(chunk);
    this.#fail('unadmitted', 'unadmitted');
    controller.abort(new Error('unadmitted'));
  }

  onResponseEnd(): void {
    const [only = EMPTY] = this.#chunks;
    const body = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : only;
    const encoding = this.#headers['content-encoding']?.toString();
    if (body.length === 0 || !isEncoded(encoding)) return this.#succeed(body);
    this.#deadline.onCut(() => this.#fail('cut', 'cut'));
    if (this.#status < 300) {
      decodeContent(body, encoding, MAX_BYTES).then(
        (decoded) => this.#succeedIfAdmitted(decoded),
        (error: Error) => this.onResponseError(undefined, error),
      );
    } else {
      // A refusal without a readable reason is still a refusal.
      decodeContent(body, encoding, MAX_REFUSAL_BYTES).then(
        (decoded) => this.#succeed(decoded),
        () => this.#succeed(EMPTY),
      );
    }
  }

  onResponseError(_controller: Controller | undefined, error: Error): void {
    this.#deadline.onCut(undefined);
    const detail = toDetail(error);
    this.#fail(toCause(detail, this.#status > 0), detail);
  }

  #keepRefusal(chunk: Buffer): void {
    this.#refusalBytes += chunk.length;
    const isKept = mayNameTrouble(this.#status) && this.#refusalBytes <= MAX_REFUSAL_BYTES;
    if (isKept) this.#chunks.push(chunk);
    else this.#chunks = [];
  }

  #succeed(body: Buffer): void {
    this.#deadline.onCut(undefined);
    resolveInStep(this.#resolve, {
      kind: 'answer',
      status: this.#status,
      contentType: this.#first('content-type'),
      retryAfter: this.#first('retry-after'),
      date: this.#first('date'),
      body,
    });
  }

  #succeedIfAdmitted(body: Buffer): void {
    if (this.#admit(body.length)) return this.#succeed(body);
    this.#deadline.onCut(undefined);
    this.#fail('unadmitted', 'unadmitted');
  }

  #fail(cause: WireFailure['cause'], detail: string): void {
    this.#resolve({ kind: 'failure', sent: this.#started !== undefined, cause, detail });
  }

  #first(header: string): string | undefined {
    const value = this.#headers[header];
    return Array.isArray(value) ? value[0] : value;
  }
}
