import { AWAY, type Link } from './link.ts';
import { startTimeLimit } from './time-limit.ts';

/** Finds out whether messages arrive: a dead connection shows no error. */
export interface Echo {
  /** Sends a message to this replica itself; false if it does not arrive in time. */
  readonly arrives: () => Promise<boolean>;
  /** Takes a message of the inbox; false if it is no echo. */
  readonly hear: (message: string) => boolean;
}

export interface EchoOptions {
  readonly link: Link;
  readonly inbox: string;
  /** The longest wait for the message, in milliseconds. */
  readonly timeoutMs: number;
}

const KIND = 'echo\n';

export function createEcho({ link, inbox, timeoutMs }: EchoOptions): Echo {
  let count = 0;
  let waiting: { readonly message: string; readonly resolve: (heard: boolean) => void } | null =
    null;

  return {
    async arrives() {
      count += 1;
      const message = `${KIND}${count}`;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting = { message, resolve };
      const endLimit = startTimeLimit(timeoutMs, () => resolve(false));
      const isSent = (await link.run('PUBLISH', inbox, message)) !== AWAY;
      const hasArrived = isSent && (await promise);
      endLimit();
      return hasArrived;
    },
    hear(message) {
      if (!message.startsWith(KIND)) return false;
      if (waiting?.message === message) waiting.resolve(true);
      return true;
    },
  };
}
