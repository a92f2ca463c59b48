/** A response, as far as the kit reads it. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly text: () => Promise<string>;
  /** Missing in React Native, whose `fetch` does not stream. */
  readonly body?: {
    readonly getReader: () => {
      readonly read: () => Promise<{
        readonly done: boolean;
        readonly value?: Uint8Array | undefined;
      }>;
    };
  } | null;
}

/** The part of `fetch` that the kit uses. */
export type FetchLike = (
  url: string,
  init: {
    readonly method: 'POST';
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly signal: AbortSignal;
  },
) => Promise<ResponseLike>;

/** The part of a `WebSocket` that the kit uses. */
export interface WebSocketLike {
  readonly addEventListener: (
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: { readonly data?: unknown; readonly code?: number }) => void,
  ) => void;
  readonly send: (text: string) => void;
  readonly close: (code?: number, reason?: string) => void;
}

export type WebSocketConstructor = new (url: string, protocol: string) => WebSocketLike;

/** Where the kit runs: time, chance, network, and news about the device. */
export interface Environment {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Calls back once; returns a function that cancels. */
  readonly later: (ms: number, callback: () => void) => () => void;
  readonly fetch: FetchLike;
  readonly webSocket: WebSocketConstructor | undefined;
  /** False only if the device says that it has no network. */
  readonly isOnline: () => boolean;
  /** Calls back when the device comes back: network, visibility. Returns a function that cancels. */
  readonly onWake: (callback: () => void) => () => void;
}

interface EventTargetLike {
  readonly addEventListener?: (type: string, listener: () => void) => void;
  readonly removeEventListener?: (type: string, listener: () => void) => void;
}

/** The globals of browsers, Node and React Native, each of which lacks some. */
interface Globals extends EventTargetLike {
  readonly fetch?: FetchLike;
  readonly WebSocket?: WebSocketConstructor;
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: EventTargetLike & { readonly visibilityState?: string };
}

const wakes = ['online', 'pageshow', 'focus', 'visibilitychange', 'resume'];

/** The environment of a browser, of Node or of React Native. */
export function createEnvironment(globals = globalThis as unknown as Globals): Environment {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    later(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    fetch(...request) {
      if (globals.fetch === undefined) throw new TypeError('There is no fetch.');
      // As a method of its own object: browsers refuse any other.
      return globals.fetch(...request);
    },
    webSocket: globals.WebSocket,
    isOnline: () => globals.navigator?.onLine !== false,
    onWake(callback) {
      const { document } = globals;
      const listener = () => {
        if (document?.visibilityState !== 'hidden') callback();
      };
      const targets: readonly (EventTargetLike | undefined)[] = [globals, document];
      for (const target of targets)
        for (const type of wakes) target?.addEventListener?.(type, listener);
      return () => {
        for (const target of targets)
          for (const type of wakes) target?.removeEventListener?.(type, listener);
      };
    },
  };
}
