import type { Reply } from './link.ts';

/** What an inbox gets about a feed, as the scripts write it. */
export type FeedMessage =
  | {
      readonly kind: 'entry' | 'same';
      readonly name: string;
      readonly holder: string;
      readonly id: string;
      /** The id of the entry before; empty for the first. */
      readonly before: string;
      readonly mark: string;
      /** Empty for an entry with the text of the one before. */
      readonly text: string;
    }
  | { readonly kind: 'vacant' | 'wanted'; readonly name: string };

/** Null for a message of another version of the gateway. */
export function parseFeedMessage(message: string): FeedMessage | null {
  const [kind, name = '', holder = '', id = '', before = '', mark = '', ...text] =
    message.split('\n');
  switch (kind) {
    case 'entry':
    case 'same':
      return { kind, name, holder, id, before, mark, text: text.join('\n') };
    case 'vacant':
    case 'wanted':
      return { kind, name };
    case undefined:
    default:
      return null;
  }
}

/** An entry of a stream. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The entries of a reply of XRANGE. */
export function parseEntries(reply: Reply | undefined): StreamEntry[] {
  if (!isList(reply)) return [];
  return reply.filter(isList).map(([id, fields]) => ({
    id: String(id),
    fields: toFields(isList(fields) ? fields : []),
  }));
}

function toFields(list: readonly Reply[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < list.length; i += 2) fields[String(list[i])] = String(list[i + 1]);
  return fields;
}

export function isList(reply: unknown): reply is readonly Reply[] {
  return Array.isArray(reply);
}
