import { getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Data, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { blocksOf } from '../support/pages.ts';
import { openSubscription } from '../support/subscription.ts';
import { openTerminal } from '../support/terminal.ts';

const blocks = blocksOf('docs/migrate-from-rest.md');
const [start, define, ...calls] = blocks
  .filter(({ language }) => language === 'sh')
  .map(({ code }) => code);
const operations = blocks.filter(({ language }) => language === 'graphql').map(({ code }) => code);

const names = ['SignUp', 'Banks', 'Connect', 'Watch', 'Answer', 'Refresh', 'Wallet', 'Ids'];

test('docs/migrate-from-rest.md: the gateway starts in front of the sandbox with its settings', () => {
  const env = Object.fromEntries(
    [...(start ?? '').matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  expect(readConfig(env)).toMatchObject({
    ok: true,
    warnings: [],
    config: {
      upstream: { kind: 'mx', baseUrl: 'http://127.0.0.1:4010', clientId: 'sandbox-client' },
      auth: { kind: 'none' },
    },
  });
});

test('docs/migrate-from-rest.md: calls and operations give the same facts, step by step', async () => {
  await using gateway = await startTestGateway();
  await using terminal = openTerminal();
  await terminal.type('sleep() { command sleep 0.05; }');
  await terminal.type((define ?? '').replace('http://127.0.0.1:4010', gateway.sandbox.url));
  expect(operations.map(nameOf)).toEqual(names);
  expect(calls).toHaveLength(names.length);

  const rest = async (step: number): Promise<Data[]> => {
    const printed = await terminal.type(calls[step] ?? '');
    return printed.match(/^\{.*$/gm)?.map((line) => JSON.parse(line) as Data) ?? [];
  };
  const known: Record<string, string> = {};
  const graphql = (step: number) => run(gateway, operations[step] ?? '', known);

  const [createdUser] = await rest(0);
  const user = (await graphql(0)).at(-1)?.['createUser'].user;
  expect(createdUser?.['user']).toMatchObject({ id: 'ann-rest' });
  expect(user).toMatchObject({ externalId: 'ann-gateway' });
  known['USER_ID'] = user.id;

  const [found, asked] = await rest(1);
  const banks = (await graphql(1)).at(-1)?.['institutions'].nodes as Data[];
  expect(banks.map(({ code, name, supportsOAuth }) => ({ code, name, supportsOAuth }))).toEqual(
    found?.['institutions'].map((bank: Data) => ({
      code: bank['code'],
      name: bank['name'],
      supportsOAuth: bank['supports_oauth'],
    })),
  );
  const fields = asked?.['credentials'].map(({ guid, label, type }: Data) => ({
    guid,
    label,
    type,
  }));
  expect(banks.find(({ code }) => code === 'mxbank')?.['credentials']).toEqual(fields);

  const [createdMember] = await rest(2);
  const member = (await graphql(2)).at(-1)?.['createMember'].member;
  expect(member.name).toBe(createdMember?.['member'].name);
  expect(member.status).toEqual(statusOf(createdMember));
  known['MEMBER_ID'] = member.id;

  const [challenged] = await rest(3);
  const watched = (await graphql(3)).at(-1)?.['memberStatus'];
  expect(watched).toMatchObject({ ...statusOf(challenged), nextAction: 'ANSWER_CHALLENGES' });
  expect(labelsOf(watched)).toEqual(labelsOf(challenged?.['member']));
  known['CHALLENGE_ID'] = watched.challenges[0].id;

  const [resumed] = await rest(4);
  const answered = (await graphql(4)).at(-1)?.['answerChallenges'];
  expect(answered.status).toEqual(statusOf(resumed));

  const fetched = await rest(5);
  const completed = (await graphql(5)).at(-1)?.['rewardsRefresh'];
  const rewards = fetched.at(-1)?.['rewards'] as Data[];
  expect(completed).toMatchObject({
    __typename: 'RewardsRefreshCompleted',
    status: statusOf(fetched.at(-2)),
  });
  expect(rewards.length).toBeGreaterThan(1);
  expect(factsOf(completed.rewards)).toEqual(factsOf(rewards));

  const [listed, again] = await rest(6);
  const wallet = (await graphql(6)).at(-1)?.['member'];
  const accounts = listed?.['accounts'] as Data[];
  const inBrief = ({ name, type, balance }: Data) => ({ name, type, balance: String(balance) });
  expect(wallet.accounts.nodes.map(inBrief)).toEqual(accounts.map(inBrief));
  const nameOfAccount = new Map(accounts.map(({ guid, name }) => [guid, name]));
  const listedRewards = again?.['rewards'] as Data[] | undefined;
  const linked = listedRewards?.map(({ description, account_guid: guid }) => ({
    description,
    account: guid === null ? null : { name: nameOfAccount.get(guid) },
  }));
  const links = (wallet.rewards as Data[]).map(({ description, account }) => ({
    description,
    account,
  }));
  expect(new Set(links)).toEqual(new Set(linked));
  expect(wallet.accounts.nodes.some(({ creditCardProduct }: Data) => creditCardProduct)).toBe(true);

  known['USER_GUID'] = createdUser?.['user'].guid;
  known['MEMBER_GUID'] = createdMember?.['member'].guid;
  const ids = (await graphql(7)).at(-1);
  expect(ids?.['user'].id).not.toBe(user.id);
  known['MEMBER_ID'] = ids?.['member'].id;
  gateway.sandbox.control.setLag({ jobMs: 3_000 });
  const [started] = await rest(7);
  const joined = (await graphql(5)).at(-1)?.['rewardsRefresh'];
  const guidsOf = (list: readonly Data[]) => new Set(list.map(({ guid }) => guid as string));
  expect(guidsOf(joined.rewards)).toEqual(guidsOf(rewards));
  const after = await terminal.type('mx $MX/users/$USER_GUID/members/$MEMBER_GUID');
  const { member: last } = JSON.parse(/^\{.*$/m.exec(after)?.[0] ?? '{}') as Data;
  expect(last.most_recent_job_guid).toBe(started?.['member'].most_recent_job_guid);
}, 120_000);

const nameOf = (document: string) => getOperationAST(parse(document))?.name?.value;

/** The data of each result of an operation with the variables in its comment. */
async function run(
  { url, query }: TestGateway,
  document: string,
  known: Readonly<Record<string, string>>,
): Promise<Data[]> {
  const comment = document.match(/^# .*$/gm)?.map((line) => line.slice(2)) ?? ['{}'];
  const json = comment
    .join('\n')
    .replaceAll(/"([A-Z]+_(?:ID|GUID))"/g, (_, name: string) => JSON.stringify(known[name]));
  const variables = JSON.parse(json) as Record<string, unknown>;
  const isStream = getOperationAST(parse(document))?.operation === 'subscription';
  await using stream = isStream ? openSubscription({ url, document, variables }) : undefined;
  const results = stream ? await stream.rest() : [await query(document, variables)];
  expect(results.flatMap(({ errors = [] }) => errors)).toEqual([]);
  return results.map(({ data }) => data ?? {});
}

/** The status that a call of MX contains, as the gateway names it. */
const statusOf = (response: Data | undefined) => ({
  connectionStatus: response?.['member'].connection_status,
  isBeingAggregated: response?.['member'].is_being_aggregated,
});

const labelsOf = (status: Data): string[] => status['challenges'].map(({ label }: Data) => label);

/** The rewards of either side, without what names them, in an order of their own. */
function factsOf(rewards: readonly Data[]): string[] {
  return rewards
    .map((reward) =>
      [
        reward['description'],
        String(reward['balance']),
        reward['balanceType'] ?? reward['balance_type'],
        reward['unit'] ?? reward['unit_type'],
      ].join(' | '),
    )
    .toSorted();
}
