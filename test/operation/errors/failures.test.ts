import { expect, test } from 'vitest';
import { createFailures, type ReportedFailure } from '../../../src/operation/errors/failures.ts';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';

const code = 'UPSTREAM_UNAVAILABLE';

test('failures of one cause are one report with one id', () => {
  const reports: ReportedFailure[] = [];
  const failures = createFailures((report) => reports.push(report));
  const cause = new Error('down');
  const ids = Array.from({ length: 50 }, () => failures.add({ code, cause }));
  const other = failures.add({ code, cause: new Error('another') });
  expect(reports).toEqual([]);
  failures.report();
  expect(new Set(ids).size).toBe(1);
  expect(reports).toMatchObject([
    { errorId: ids[0], code, cause, times: 50 },
    { errorId: other, times: 1 },
  ]);
});

test('twenty causes are reported one by one, and all others in one further report', () => {
  const reports: ReportedFailure[] = [];
  const failures = createFailures((report) => reports.push(report));
  const ids = Array.from({ length: 1_000 }, (_, index) =>
    failures.add({ code, cause: new Error(String(index)) }),
  );
  failures.report();
  expect(reports.map(({ times }) => times)).toEqual([...Array<number>(20).fill(1), 980]);
  expect(reports.map(({ errorId }) => errorId)).toEqual(ids.slice(0, 21));
  expect(new Set(ids.slice(20)).size).toBe(1);
});

test('an operation that fails a hundred times writes few lines, which have each errorId', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        path.includes('/members/') ? { status: 400, body: { error: {} } } : undefined,
    },
  });
  const ids = Array.from({ length: 100 }, (_, index) =>
    toGlobalId('Reward', household.userGuid, `MBR-${index}`, `RWD-${index}`),
  );
  const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { a: id ... on Reward { b: guid } } }`;
  const { data, errors = [] } = await gateway.query(document, { ids });
  expect(data?.['nodes']).toEqual(ids.map(() => null));
  expect(errors).toHaveLength(100);
  const lines = gateway.logs.filter((line) => line.includes('"event":"failed"'));
  expect(lines).toHaveLength(21);
  for (const { extensions } of errors) {
    expect(lines.join('')).toContain(`"errorId":"${String(extensions?.['errorId'])}"`);
  }
});

test('a response lists a hundred errors and the number of further ones, and keeps its data', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) => (path.includes('/accounts') ? { status: 500 } : undefined),
    },
  });
  const aliases = Array.from({ length: 28 }, (_, index) => `a${index}: account { name }`).join(' ');
  const document = `{ user(guid: "${household.userGuid}") { guid rewards { guid ${aliases} } } }`;
  const { data, errors = [] } = await gateway.query(document);
  expect(data?.['user']).toMatchObject({ guid: household.userGuid });
  expect(errors).toHaveLength(101);
  const { omitted, ...extensions } = errors.at(-1)?.extensions ?? {};
  expect(extensions).toEqual({
    code,
    retryable: true,
    limit: 'responseErrors',
    errorId: errors[0]?.extensions?.['errorId'],
  });
  expect(errors.at(-1)?.message).toBe(
    `${String(omitted)} more fields failed. Their errors are omitted.`,
  );
  expect(Number(omitted)).toBeGreaterThan(20);
});
