import { readdir, readFile } from 'node:fs/promises';
import { getNamedType, isAbstractType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../src/schema/schema.ts';
import { type Answer, type Data, startTestGateway } from './support/gateway.ts';
import { household } from './support/household.ts';
import { openSse, openSubscription, type SseEvent } from './support/subscription.ts';
import { keepBusy } from './support/watching.ts';

const folders = ['../examples/', '../src/http/graphiql/workflow/'];
const documents = await Promise.all(
  folders.map(async (path) => {
    const folder = new URL(path, import.meta.url);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.graphql'));
    return Promise.all(
      files.map(
        async (file) => [`${path}${file}`, await readFile(new URL(file, folder), 'utf8')] as const,
      ),
    );
  }),
);

/** What a normalised cache would miss in a document, as `field: what`. */
function missing(text: string): readonly string[] {
  const found: string[] = [];
  const info = new TypeInfo(schema);
  visit(
    parse(text),
    visitWithTypeInfo(info, {
      Field({ name, selectionSet }) {
        const type = getNamedType(info.getType());
        if (selectionSet === undefined || type === undefined) return;
        const selected = selectionSet.selections.flatMap((selection) =>
          selection.kind === 'Field' ? [selection.name.value] : [],
        );
        const hasId = 'getFields' in type && 'id' in type.getFields();
        if (hasId && !selected.includes('id')) found.push(`${name.value}: id`);
        if (isAbstractType(type) && !selected.includes('__typename'))
          found.push(`${name.value}: __typename`);
        if (selected.includes('nodes')) found.push(`${name.value}: edges`);
      },
    }),
  );
  return found;
}

test.for(documents.flat())("an app's query %s selects all that client caches need", ([, text]) => {
  expect(missing(text)).toEqual([]);
});

const intoCache = `subscription ($memberId: ID!) {
  memberStatus(memberId: $memberId) {
    id
    __typename
    revision
    observedAt
    connectionStatus
    isAuthenticated
    member { __typename id status { id __typename revision observedAt connectionStatus isAuthenticated } }
  }
}`;

function statusIn(told: Answer | SseEvent | undefined): Data {
  const answer: Answer | undefined =
    told !== undefined && 'event' in told ? JSON.parse(told.data) : told;
  return answer?.data?.['memberStatus'] as Data;
}

test.for(['websocket', 'sse'] as const)(
  'a subscription for caches makes no call of its own, and its statuses agree: %s',
  async (transport) => {
    await using gateway = await startTestGateway();
    const { calls } = gateway.sandbox;
    const options = {
      url: gateway.url,
      document: intoCache,
      variables: { memberId: household.bankId },
    };
    await using watchers = new AsyncDisposableStack();
    const open = async () =>
      watchers.use(transport === 'sse' ? await openSse(options) : openSubscription(options));
    const streams = await Promise.all([open(), open(), open()]);
    for (const status of ['DEGRADED', 'PREVENTED', 'DISCONNECTED']) {
      keepBusy(gateway, status);
      for (const stream of streams) {
        let event: Data | undefined;
        while (event?.['connectionStatus'] !== status) {
          event = statusIn(await stream.next());
          const { member, ...own } = event;
          expect(member).toEqual({ __typename: 'Member', id: household.bankId, status: own });
        }
      }
    }
    // The polls of the member, and nothing else.
    expect(calls.filter((call) => !/\/members\/[^/]+(?:\/status)?$/.test(call))).toEqual([]);
    expect(calls.filter((call) => !call.endsWith('/status')).length).toBeLessThanOrEqual(1);
  },
);
