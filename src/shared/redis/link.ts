import {
  createClient,
  type RedisClientOptions,
  type RedisFunctions,
  type RedisModules,
  type RedisScripts,
} from '@redis/client';
import type { Script } from './scripts.ts';
import { startTimeLimit } from './time-limit.ts';

/** The result of a command when Redis does not do what it should, or not in time. */
export const AWAY = Symbol('away');

/** A reply of Redis as this folder uses it. */
export type Reply = string | number | null | readonly Reply[];

export interface LinkOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  /** The longest wait for a reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Called with each text that arrives on a channel. */
  readonly onMessage: (channel: string, text: string) => void;
  /** Called when a connection is lost, a reply is late, or Redis refuses a command. */
  readonly onTrouble: () => void;
}

/**
 * Two connections to Redis: one for commands, one for messages. Both connect again for as long as the
 * link is open. No method rejects.
 */
export interface Link {
  /** Settles when both connections are made, or the link is closed. */
  readonly connected: Promise<unknown>;
  /** `AWAY` if Redis refuses the command, or does not reply in time: it may have run nevertheless. */
  readonly run: (...command: readonly string[]) => Promise<Reply | typeof AWAY>;
  readonly runScript: (
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ) => Promise<Reply | typeof AWAY>;
  /** All commands run as one step. */
  readonly runAll: (commands: readonly (readonly string[])[]) => Promise<Reply[] | typeof AWAY>;
  /** Listens to channels, also after the connection was lost. False if that cannot be done now. */
  readonly subscribe: (channels: readonly string[]) => Promise<boolean>;
  /** How often the connection for messages was made: messages are lost in between. */
  readonly hearingSince: () => number;
  /** True while messages can arrive. */
  readonly canHear: () => boolean;
  /** Gives up both connections, which may be dead, and makes new ones. */
  readonly replace: () => void;
  readonly close: () => void;
}

/** The longest pause before the next attempt to connect, in milliseconds. */
const MAX_PAUSE_MS = 1_000;

export function createLink(options: LinkOptions): Link {
  const { url, timeoutMs, onMessage, onTrouble } = options;
  const settings = {
    url,
    // Texts and numbers, whatever the version of Redis.
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: {
      connectTimeout: timeoutMs,
      reconnectStrategy: (tries) =>
        Math.min(50 * 2 ** tries, MAX_PAUSE_MS) * (0.5 + Math.random() / 2),
    },
  } satisfies RedisClientOptions<RedisModules, RedisFunctions, RedisScripts, 2>;
  const commands = createClient(settings);
  const messages = createClient(settings);
  // One listener, however often the channels are subscribed to.
  const hear = (text: string, channel: string) => onMessage(channel, text);
  let connections = 0;
  let isClosed = false;

  for (const client of [commands, messages]) {
    client.on('error', onTrouble);
    client.on('end', onTrouble);
  }
  messages.on('ready', () => void (connections += 1));
  const connected = Promise.allSettled([commands.connect(), messages.connect()]);

  /** A late reply is read and dropped. */
  function inTime<T>(reply: () => Promise<T>): Promise<T | typeof AWAY> {
    if (!commands.isReady) return Promise.resolve(AWAY);
    return new Promise((resolve) => {
      const fail = () => {
        endLimit();
        onTrouble();
        resolve(AWAY);
      };
      const endLimit = startTimeLimit(timeoutMs, fail);
      reply().then((value) => {
        endLimit();
        resolve(value);
      }, fail);
    });
  }

  return {
    connected,
    run: (...command) => inTime(() => commands.sendCommand<Reply>(command)),
    runScript: ({ sha, text }, keys, args) =>
      inTime(async () => {
        const rest = [String(keys.length), ...keys, ...args.map(String)];
        try {
          return await commands.sendCommand<Reply>(['EVALSHA', sha, ...rest]);
        } catch (error) {
          const isUnknown = error instanceof Error && error.message.startsWith('NOSCRIPT');
          if (!isUnknown) throw error;
          return commands.sendCommand<Reply>(['EVAL', text, ...rest]);
        }
      }),
    runAll: (all) =>
      inTime(async () => {
        const multi = commands.multi();
        for (const command of all) multi.addCommand([...command]);
        return (await multi.exec()) as unknown as Reply[];
      }),
    async subscribe(channels) {
      if (!messages.isReady) return false;
      const listening = messages.subscribe([...channels], hear);
      return (await inTime(() => listening.then(() => true))) === true;
    },
    hearingSince: () => connections,
    canHear: () => messages.isReady,
    replace() {
      for (const client of [commands, messages]) {
        if (client.isOpen) client.destroy();
        void client.connect().catch(() => {});
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const client of [commands, messages]) if (client.isOpen) client.destroy();
    },
  };
}
