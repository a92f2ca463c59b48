import type { GatewayError, MxError } from '../errors.ts';

/** An operation as it is sent. */
export interface Request {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A response, or an event of a subscription. */
export interface Result {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GatewayError[];
}

/** Hears of a subscription. After `complete`, `failed` or `lost` it hears nothing more. */
export interface Listener {
  readonly next: (result: Result) => void;
  readonly complete: () => void;
  /** It is no use to try again. */
  readonly failed: (error: MxError) => void;
  /** The connection could not be opened, or is lost. The transport has reported it to the pace. */
  readonly lost: () => void;
}

/** A way to subscribe. */
export interface Transport {
  /** Subscribes once; returns a function that ends the subscription without a further call. */
  readonly subscribe: (request: Request, listener: Listener) => () => void;
  /** The device is back: makes sure that connections are alive. */
  readonly wake: () => void;
}
