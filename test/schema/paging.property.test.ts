import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SandboxRequest } from '../../src/sandbox/sandbox.ts';
import { demo } from '../../src/sandbox/seed.ts';
import { type Data, startTestGateway, type TestGateway } from '../support/gateway.ts';

const { userGuid } = demo.household;

const toSelection = (key: string) => `{
  nodes { key: ${key} }
  edges { cursor node { key: ${key} } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  totalCount
}`;

/** The three lists of which only the pages asked for are read. */
const lists = [
  {
    name: 'users',
    path: '/users',
    toItem: (index: number) => ({ guid: guidOf('USR', index) }),
    document: `query ($first: Int, $after: String) {
      list: users(first: $first, after: $after) ${toSelection('guid')}
    }`,
  },
  {
    name: 'institutions',
    path: '/institutions',
    toItem: (index: number) => ({ code: guidOf('bank', index) }),
    document: `query ($first: Int, $after: String) {
      list: institutions(first: $first, after: $after) ${toSelection('code')}
    }`,
  },
  {
    name: 'transactions',
    path: `/users/${userGuid}/transactions`,
    toItem: (index: number) => ({ guid: guidOf('TRN', index) }),
    document: `query ($first: Int, $after: String) {
      user(guid: "${userGuid}") {
        list: transactions(first: $first, after: $after) ${toSelection('guid')}
      }
    }`,
  },
] as const;

/** How an MX pages: a size that it does not take becomes another one. */
interface Paging {
  readonly length: number;
  readonly least: number;
  readonly most: number;
  readonly instead: number;
}

const pagings: fc.Arbitrary<Paging> = fc
  .record({
    length: fc.oneof(fc.nat(12), fc.nat(130)),
    least: fc.integer({ min: 1, max: 30 }),
    span: fc.nat(120),
    instead: fc.nat(120),
  })
  .map(({ length, least, span, instead }) => ({
    length,
    least,
    most: least + span,
    instead: least + Math.min(instead, span),
  }));

test.for(lists)(
  '$name: every item comes once and in order, for any pages of the client and of MX',
  async ({ name, path, toItem, document }) => {
    let paging: Paging = { length: 0, least: 1, most: 1, instead: 1 };
    await using gateway = await startTestGateway({
      sandbox: {
        intercept: (request) =>
          request.path === path
            ? { status: 200, body: toPage(name, request, paging, toItem) }
            : undefined,
      },
    });

    const first = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 100 }));
    await fc.assert(
      fc.asyncProperty(pagings, first, async (given, size) => {
        paging = given;
        const items = Array.from({ length: paging.length }, (_, index) => toItem(index));
        const pages = await walk(gateway, document, size);

        const keys = pages.flatMap(({ nodes }) => nodes.map((node: Data) => node['key']));
        expect(keys).toEqual(items.flatMap(Object.values));
        expect(pages.length).toBe(Math.max(1, Math.ceil(paging.length / size)));
        for (const [index, { nodes, edges, pageInfo, totalCount }] of pages.entries()) {
          expect(edges.map(({ node }: Data) => node)).toEqual(nodes);
          expect(totalCount).toBe(paging.length);
          expect(pageInfo).toEqual({
            hasPreviousPage: index > 0,
            hasNextPage: index < pages.length - 1,
            startCursor: edges.at(0)?.cursor ?? null,
            endCursor: edges.at(-1)?.cursor ?? null,
          });
        }
      }),
      { numRuns: 60 },
    );
  },
);

/** The whole list, page after page, as a client reads it. */
async function walk(gateway: TestGateway, document: string, first: number): Promise<Data[]> {
  const pages: Data[] = [];
  for (let after: string | null = null; ;) {
    const { data, errors } = await gateway.query(document, { first, after });
    expect(errors).toBeUndefined();
    const list: Data = data?.['list'] ?? data?.['user'].list;
    pages.push(list);
    if (list['pageInfo'].hasNextPage !== true) return pages;
    after = list['pageInfo'].endCursor;
  }
}

function toPage(
  name: string,
  { query }: SandboxRequest,
  { length, least, most, instead }: Paging,
  toItem: (index: number) => object,
) {
  const asked = Number(query.get('records_per_page'));
  const size = asked >= least && asked <= most ? asked : instead;
  const number = Number(query.get('page'));
  const start = (number - 1) * size;
  const count = Math.max(0, Math.min(size, length - start));
  return {
    [name]: Array.from({ length: count }, (_, index) => toItem(start + index)),
    pagination: {
      current_page: number,
      per_page: size,
      total_entries: length,
      total_pages: Math.max(1, Math.ceil(length / size)),
    },
  };
}

function guidOf(prefix: string, index: number): string {
  return `${prefix}-${String(index).padStart(4, '0')}`;
}
