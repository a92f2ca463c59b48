import type { MemberKey } from '../../mx/api/member.ts';
import type { WebhookModel } from '../../mx/api/webhook.ts';
import type { Bulletins, Position } from '../../shared/bulletins.ts';
import type { PendingJob } from '../pending-jobs.ts';

/** What one replica tells the others. */
export type Bulletin =
  /** A change to a member. With a job, MX has started or resumed it. */
  | { readonly kind: 'member'; readonly key: MemberKey; readonly job: PendingJob | null }
  | { readonly kind: 'member-deleted'; readonly key: MemberKey }
  | { readonly kind: 'user'; readonly userGuid: string }
  | { readonly kind: 'user-deleted'; readonly userGuid: string }
  /** A webhook that reports something new. */
  | { readonly kind: 'webhook'; readonly webhook: WebhookModel };

/** Tells the other replicas what happened here, and acts on what happened there. */
export interface Board {
  /** Returns the position of the bulletin; null if the others cannot be reached. */
  readonly tell: (bulletin: Bulletin) => Promise<Position | null>;
}

export interface BoardOptions {
  readonly bulletins: Bulletins;
  /** Called with each bulletin of another replica. */
  readonly onBulletin: (bulletin: Bulletin, position: Promise<Position>) => void;
}

const kinds: ReadonlySet<unknown> = new Set<Bulletin['kind']>([
  'member',
  'member-deleted',
  'user',
  'user-deleted',
  'webhook',
]);

export function createBoard({ bulletins, onBulletin }: BoardOptions): Board {
  bulletins.listen((text) => {
    const bulletin = parse(text);
    if (bulletin !== null) onBulletin(bulletin, Promise.resolve(bulletins.heard()));
  });

  return { tell: (bulletin) => bulletins.publish(() => JSON.stringify(bulletin, writeSet)) };
}

/** Null for a bulletin of another version of the gateway. */
function parse(text: string): Bulletin | null {
  try {
    const value: unknown = JSON.parse(text, readSet);
    const isKnown = typeof value === 'object' && value !== null && 'kind' in value;
    return isKnown && kinds.has(value.kind) ? (value as Bulletin) : null;
  } catch {
    return null;
  }
}

/** The answered challenges of a job are a set. */
function writeSet(_name: string, value: unknown): unknown {
  return value instanceof Set ? [...value] : value;
}

function readSet(name: string, value: unknown): unknown {
  return name === 'answered' && Array.isArray(value) ? new Set(value) : value;
}
