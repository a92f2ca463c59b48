import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import type { Data } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { keepBusy } from '../support/watching.ts';
import { compileRelayApp } from './relay-app.ts';
import { banks, openRelay, wallet } from './relay-bench.ts';

const sources = { 'Wallet.ts': wallet, 'Banks.ts': banks };
const app = await compileRelayApp({ sources });
afterAll(() => app[Symbol.asyncDispose]());

const nodesOf = ({ members }: Data): Data[] => members.edges.map(({ node }: Data) => node);

test("the types of Relay's compiler treat a semantic non-null as not null", async () => {
  const use = `import type { WalletQuery$data } from './__generated__/WalletQuery.graphql.ts';
export const count = ({ viewer }: WalletQuery$data): number => viewer?.members.edges.length ?? 0;
`;
  await writeFile(join(app.folder, 'src/use.ts'), use);
  const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  const options = '--noEmit --strict --allowImportingTsExtensions --skipLibCheck';
  const target = '--module preserve --target es2022 --types node';
  const args = `${options} ${target} src/use.ts src/Wallet.ts src/Banks.ts`.split(' ');
  const { stdout } = await promisify(execFile)(tsc, args, { cwd: app.folder });
  expect(stdout).toBe('');
});

test('Relay shows a deferred wallet part by part, and has all of it in the end', async () => {
  await using relay = await openRelay(app, { sandbox: { latencyMs: 20 } });
  const seen: number[] = [];
  const hasRewards = (node: Data) => relay.readFragment('Wallet_rewards', node)?.['rewards'];
  const count = ({ viewer }: Data) => nodesOf(viewer).filter(hasRewards).length;
  const data = await relay.load('WalletQuery', {}, (result) => seen.push(count(result)));
  expect(seen[0]).toBe(0);
  expect(count(data)).toBe(nodesOf(data['viewer']).length);
  expect(count(data)).toBeGreaterThan(1);
});

test('Relay adds a page to a connection', async () => {
  await using relay = await openRelay(app);
  const { viewer } = await relay.load('BanksQuery');
  const readMembers = () => relay.readFragment('Banks_members', viewer);
  expect(nodesOf(readMembers())).toHaveLength(1);
  const { endCursor: after } = readMembers()['members'].pageInfo;
  await relay.load('BanksPageQuery', { id: viewer.id, first: 1, after });
  expect(nodesOf(readMembers())).toHaveLength(2);
});

test('Relay fetches one object again by its id', async () => {
  await using relay = await openRelay(app);
  const { node } = await relay.load('BanksBankQuery', { id: household.bankId });
  expect(relay.readFragment('Banks_bank', node)).toMatchObject({ id: household.bankId });
});

test('an event changes what the queries of Relay show, without a request', async () => {
  await using relay = await openRelay(app);
  keepBusy(relay.gateway);
  const { node } = await relay.load('BanksBankQuery', { id: household.bankId });
  const readStatus = () => relay.readFragment('Banks_bank', node)['status'].connectionStatusRaw;
  expect(readStatus()).toBe('CONNECTED');
  const events = relay.subscribe('BanksSubscription', { memberId: household.bankId });
  keepBusy(relay.gateway, 'DENIED');
  const operations = () =>
    relay.gateway.logs.filter((line) => line.includes('"event":"operation"'));
  const before = operations().length;
  await vi.waitUntil(() => readStatus() === 'DENIED');
  expect(operations()).toHaveLength(before);
  events.dispose();
});

test('a list that could not be read throws where Relay reads it, and nowhere else', async () => {
  const isList = (path: string) => path.endsWith('/members');
  const intercept = ({ path }: { readonly path: string }) =>
    isList(path) ? { status: 403, body: { error: {} } } : undefined;
  await using relay = await openRelay(app, { sandbox: { intercept } });
  const { viewer } = await relay.load('BanksQuery');
  expect(viewer.id).toBe(household.userId);
  expect(() => relay.readFragment('Banks_members', viewer)).toThrow('Unexpected response payload');
});

test('Relay sends the ids of documents that its compiler has persisted', async () => {
  const persistConfig = { file: './persisted.json', algorithm: 'SHA256' };
  await using persisted = await compileRelayApp({
    sources,
    config: { persistConfig },
  });
  const persistedDocuments = join(persisted.folder, 'persisted.json');
  await using relay = await openRelay(persisted, { config: { persistedDocuments } });
  const { viewer } = await relay.load('BanksQuery');
  expect(viewer.id).toBe(household.userId);
  keepBusy(relay.gateway);
  const { node } = await relay.load('BanksBankQuery', { id: household.bankId });
  const events = relay.subscribe('BanksSubscription', { memberId: household.bankId });
  keepBusy(relay.gateway, 'DENIED');
  const readStatus = () => relay.readFragment('Banks_bank', node)['status'].connectionStatusRaw;
  await vi.waitUntil(() => readStatus() === 'DENIED');
  events.dispose();
});
