import { DEFAULT_PAGE_SIZE, limits } from '../limits.ts';
import type { List } from '../mx/client.ts';
import { decodeId, encodeId } from '../opaque-id.ts';
import { badUserInput } from '../operation/refusal.ts';
import { builder } from './builder.ts';

/** A page of a list, as its connection shows it. */
export interface ConnectionModel<T> {
  /** The name of the list in its cursors, so that a cursor of another list is rejected. */
  readonly list: string;
  /** The objects; null marks the position of an omitted object. */
  readonly nodes: readonly (T | null)[];
  /** Position of the first node in the whole list, from 0. */
  readonly offset: number;
  readonly hasNextPage: boolean;
  /** Null if the count is not known. */
  readonly totalCount: number | null;
}

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

const PageInfo = builder
  .objectRef<Omit<ConnectionModel<unknown>, 'totalCount'>>('PageInfo')
  .implement({
    description: 'The position of a page in its list.',
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', {
        nullable: false,
        description: 'True when the list continues after this page.',
      }),
      hasPreviousPage: t.boolean({
        nullable: false,
        description: 'True when the list begins before this page.',
        resolve: (page) => page.offset > 0,
      }),
      startCursor: t.string({
        description: 'Cursor of the first edge; null on an empty page.',
        resolve: ({ list, offset, nodes }) => {
          const first = nodes.findIndex((node) => node !== null);
          return first === -1 ? null : toCursor(list, offset + first);
        },
      }),
      endCursor: t.string({
        description:
          'The end of the page, to pass as `after`. The cursor of the last edge, or a later one ' +
          'when MX lists objects that cannot be shown. Null on an empty page.',
        // The cursor of the last position, shown or not: the next page begins after it.
        resolve: (page) =>
          page.nodes.length === 0 ? null : toCursor(page.list, page.offset + page.nodes.length - 1),
      }),
    }),
  });

type Ref<T> = ReturnType<typeof builder.objectRef<T>>;

/** The connection and edge types over one node type. */
export function defineConnection<T extends object>(name: string, node: Ref<T>) {
  const Edge = builder.objectRef<{ cursor: string; node: T }>(`${name}Edge`);
  Edge.implement({
    description: `One ${name} with its position in the list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        nullable: false,
        description: 'Opaque position in the list, to pass as `after`.',
      }),
      node: t.field({
        type: node,
        nullable: false,
        description: `The ${name} at this position.`,
        resolve: (edge) => edge.node as never,
      }),
    }),
  });

  const Connection = builder.objectRef<ConnectionModel<T>>(`${name}Connection`);
  Connection.implement({
    description: `A page of a list of ${name} objects.`,
    fields: (t) => ({
      nodes: t.field({
        type: [node],
        nullable: false,
        description: 'The objects of this page, for clients that do not need cursors.',
        resolve: (page) => page.nodes.filter((each) => each !== null) as never,
      }),
      edges: t.field({
        type: [Edge],
        nullable: false,
        description: 'The objects of this page with their cursors.',
        resolve: (page) =>
          page.nodes.flatMap((item, index) =>
            item === null ? [] : [{ cursor: toCursor(page.list, page.offset + index), node: item }],
          ),
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'The position of this page in the list.',
        resolve: (page) => page,
      }),
      totalCount: t.exposeInt('totalCount', {
        description:
          'Objects in the whole list, each counted once; null when MX does not report it, or when not ' +
          'all of them could be read.',
      }),
    }),
  });
  return Connection;
}

/** The arguments of every connection. */
export const pageArgs = builder.args((t) => ({
  first: t.int({
    defaultValue: DEFAULT_PAGE_SIZE,
    description: `Page size, 1 to ${limits.pageSize}.`,
  }),
  after: t.string({
    description: 'The `endCursor` of the previous page, or the cursor of any edge.',
  }),
}));

/** Validates page arguments, and returns the requested positions of `list`. */
export function toRange(list: string, { first, after }: PageArgs) {
  const count = first ?? DEFAULT_PAGE_SIZE;
  if (count < 1 || count > limits.pageSize) {
    throw badUserInput(`first must be between 1 and ${limits.pageSize}.`, ['first'], 'pageSize');
  }
  return { offset: after === null || after === undefined ? 0 : fromCursor(list, after) + 1, count };
}

/**
 * A page of a complete list, which is read once the arguments are valid. If the list is null, the
 * result is null.
 */
export async function cutPage<T>(
  list: string,
  args: PageArgs,
  read: () => Promise<List<T> | null>,
): Promise<ConnectionModel<T> | null> {
  const { offset, count } = toRange(list, args);
  const whole = await read();
  if (whole === null) return null;
  const { items, isComplete } = whole;
  return {
    list,
    nodes: items.slice(offset, offset + count),
    offset,
    hasNextPage: offset + count < items.length,
    totalCount: isComplete ? items.length : null,
  };
}

function toCursor(list: string, position: number): string {
  return encodeId(list, String(position));
}

function fromCursor(list: string, cursor: string): number {
  const [name, position] = decodeId(cursor);
  const isOurs = name === list && /^\d{1,9}$/.test(position ?? '');
  if (isOurs && toCursor(list, Number(position)) === cursor) return Number(position);
  throw badUserInput('after is not a cursor of this list.', ['after']);
}
