import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiVersion } from '../../src/mx/endpoints.ts';
import type { Answer } from '../support/gateway.ts';
import { openSubscription } from '../support/subscription.ts';
import { postUntilHeard, webhookCredentials } from '../support/webhooks.ts';
import { asked, updatesWithNull } from './arguments.ts';
import { type ConformanceGateway, startConformanceGateway } from './conformance-gateway.ts';
import { type Document, readWholeApi } from './documents.ts';
import { type SpecUpstreamOptions, startSpecUpstream } from './spec-upstream.ts';

const { documents, missed } = readWholeApi();
const PATIENCE = { timeout: 60_000 };
const VERSIONS: readonly ApiVersion[] = ['v20111101', 'v20250224'];

/** Everything that this gateway calls at all, under any version. */
const CALLED = [
  ...['aggregateMember', 'createMember', 'createUser', 'creditCard', 'fetchRewards'],
  ...['deleteMember', 'deleteUser', 'updateMember', 'updateUser', 'listMemberCredentials'],
  ...['listTransactions', 'listTransactionsByMember', 'listTransactionsByAccount'],
  ...['readTransaction', 'requestOAuthWindowURI'],
  ...['listInstitutionCredentials', 'listInstitutions', 'listMembers'],
  ...['listRewards', 'listMemberAccounts', 'listUserAccounts', 'listUsers', 'readAccount'],
  ...['readInstitution', 'readMember', 'readMemberStatus', 'readRewards', 'readUser'],
  'resumeAggregation',
];
const WIDGET = { v20111101: 'requestConnectWidgetURL', v20250224: 'requestWidgetURL' } as const;

async function run(gateway: ConformanceGateway, document: Document): Promise<Answer> {
  const { kind, text, variables } = document;
  if (kind !== 'subscription') return gateway.query(text, variables);
  await using stream = openSubscription({ url: gateway.url, document: text });
  const next = stream.next();
  if (text.includes('rewardsChanged')) {
    const about = { user_guid: asked.user, member_guid: asked.member, type: 'REWARD' };
    await postUntilHeard(gateway, next, (completed_at) => ({ ...about, completed_at }));
  }
  return await next;
}

/** Runs documents against a fresh gateway before a fresh upstream. */
async function runAll(options: SpecUpstreamOptions, some: readonly Document[]) {
  await using upstream = await startSpecUpstream(options);
  const { version: apiVersion = 'v20111101' } = options;
  const config = { apiVersion, webhooks: webhookCredentials };
  await using gateway = await startConformanceGateway(upstream.baseUrl, config);
  const errors: Readonly<Record<string, unknown>>[] = [];
  for (const document of some) {
    const answer = await run(gateway, document);
    for (const { message, path, extensions } of answer.errors ?? []) {
      errors.push({ document: document.name, message, path, code: extensions?.['code'] });
    }
  }
  const { problems, called, requests } = upstream;
  return { problems: [...new Set(problems)], called, errors, requestCount: requests.length };
}

test('the test documents select every field of the schema', () => {
  expect(missed).toEqual([]);
  expect(documents.length).toBeGreaterThan(20);
});

test.for(VERSIONS)(
  "the whole API runs on the examples of MX's OpenAPI file %s",
  async (version) => {
    const called = new Set<string>();
    for (const status of ['CONNECTED', 'CHALLENGED']) {
      const fields = { connection_status: status, id: asked.externalId };
      const options = { version, payloads: 'examples', owner: 'as asked', fields } as const;
      const result = await runAll(options, documents);
      expect(result.problems).toEqual([]);
      expect(result.errors).toEqual([]);
      for (const id of result.called) called.add(id);
    }
    expect([...called].toSorted()).toEqual([...CALLED, WIDGET[version]].toSorted());
  },
);

const fewOf = (some: readonly Document[]) => fc.subarray([...some], { minLength: 2, maxLength: 4 });
const someDocuments = fewOf(documents);
/** A stream of a list waits for ten minutes for a list that can be read. */
const withoutListStreams = fewOf(
  documents.filter(({ name }) => !/^subscription (?:memberStatuses|userRewards)/.test(name)),
);
const someStatus = fc.constantFrom(
  ...[undefined, 'CONNECTED', 'CHALLENGED', 'CREATED', 'RESUMED', 'DENIED', 'SUSPENDED', null],
);

/** MX played at random: whatever `options` does not settle varies. */
function someUpstream(options: Partial<SpecUpstreamOptions>): fc.Arbitrary<SpecUpstreamOptions> {
  const settings = {
    version: fc.constantFrom(...VERSIONS),
    seed: fc.integer(),
    owner: fc.constantFrom('as asked', 'absent'),
    status: someStatus,
  };
  return fc.record(settings).map(({ status, ...rest }) => ({
    ...rest,
    payloads: 'valid',
    fields: {
      id: asked.externalId,
      ...(status === undefined ? {} : { connection_status: status }),
    },
    ...options,
  }));
}

const RUNS = { numRuns: 100, endOnFailure: true };
const FEWER = { ...RUNS, numRuns: 40 };

test('random valid responses of MX never fail a field', PATIENCE, async () => {
  await fc.assert(
    fc.asyncProperty(someUpstream({}), someDocuments, async (options, some) => {
      const { problems, errors } = await runAll(options, some);
      expect(problems).toEqual([]);
      expect(errors).toEqual([]);
    }),
    RUNS,
  );
});

test('responses of wrong types fail no more than their field', PATIENCE, async () => {
  const drifted = someUpstream({ payloads: 'drifted' });
  await fc.assert(
    fc.asyncProperty(drifted, someDocuments, async (options, some) => {
      const { problems, errors } = await runAll(options, some);
      expect(problems).toEqual([]);
      expect(errors).toEqual([]);
    }),
    RUNS,
  );
});

test('keys of any form are the fault of MX, never of the client', PATIENCE, async () => {
  const careless = someUpstream({ anyKeys: true });
  await fc.assert(
    fc.asyncProperty(careless, withoutListStreams, async (options, some) => {
      const { problems, errors } = await runAll(options, some);
      expect(problems).toEqual([]);
      expect(errors.filter(({ code }) => code !== 'UPSTREAM_BAD_RESPONSE')).toEqual([]);
    }),
    FEWER,
  );
});

test('random page numbers lead only to calls that MX knows', PATIENCE, async () => {
  const miscounting = someUpstream({ pages: 'at random' });
  await fc.assert(
    fc.asyncProperty(miscounting, someDocuments, async (options, some) => {
      const { problems, errors } = await runAll(options, some);
      expect(problems).toEqual([]);
      expect(errors).toEqual([]);
    }),
    FEWER,
  );
});

test('lists of two pages are read only by calls that MX knows', PATIENCE, async () => {
  const fields = { id: asked.externalId };
  const options = { payloads: 'examples', owner: 'as asked', fields, pages: 'as two' } as const;
  // One member has a list of almost every kind; a user would have fifty times as many.
  const some = documents.filter(({ name }) => name.startsWith('query member '));
  const { problems, errors, called } = await runAll(options, some);
  expect(called).toContain('listRewards');
  expect(problems).toEqual([]);
  expect(errors).toEqual([]);
});

test('a null in an update leads only to a body that MX takes', async () => {
  const options = { payloads: 'examples', owner: 'as asked' } as const;
  const { problems } = await runAll(options, updatesWithNull);
  expect(problems).toEqual([]);
});
