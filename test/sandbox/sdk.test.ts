import {
  AccountsApi,
  Configuration,
  InstitutionsApi,
  MembersApi,
  RewardsApi,
  TransactionsApi,
  UsersApi,
} from 'mx-platform-node';
import { expect, test } from 'vitest';
import { startTestSandbox, v1 } from './mx-http.ts';

const betaHeader = { headers: { Accept: 'application/vnd.mx.api.v1beta+json' } };

test("MX's own SDK completes the whole rewards guide", async () => {
  await using t = await startTestSandbox();
  const { url, clientId, apiKey } = t.sandbox;
  const configuration = new Configuration({
    username: clientId,
    password: apiKey,
    basePath: url,
    baseOptions: { headers: { Accept: v1.accept } },
  });
  const members = new MembersApi(configuration);
  const institutions = new InstitutionsApi(configuration);
  const rewardsApi = new RewardsApi(configuration);

  const { data: created } = await new UsersApi(configuration).createUser({
    user: { id: 'My-Test-ID', email: 'test@mx.com', is_disabled: false, metadata: '{}' },
  });
  const userGuid = created.user?.guid ?? '';
  expect(userGuid).toMatch(/^USR-/);

  const { data: found } = await institutions.listInstitutions('MX Bank');
  const code = found.institutions?.[0]?.code ?? '';
  expect(code).toBe('mxbank');
  const { data: needed } = await institutions.listInstitutionCredentials(code);
  const values = { LOGIN: 'mxuser', PASSWORD: 'challenge' };
  const credentials = (needed.credentials ?? []).map(({ guid, field_name: name }) => ({
    guid: guid ?? '',
    value: values[name as keyof typeof values],
  }));

  const connected = await members.createMember(userGuid, {
    member: { institution_code: code, credentials },
  });
  expect(connected.status).toBe(202);
  expect(connected.data.member?.connection_status).toBe('CREATED');
  const memberGuid = connected.data.member?.guid ?? '';

  t.advance(t.jobMs);
  const { data: challenged } = await members.readMemberStatus(memberGuid, userGuid);
  expect(challenged.member?.connection_status).toBe('CHALLENGED');
  const challenges = (challenged.member?.challenges ?? []).map(({ guid }) => ({
    guid: guid ?? '',
    value: 'correct',
  }));
  const resumed = await members.resumeAggregation(memberGuid, userGuid, { member: { challenges } });
  expect(resumed.data.member?.connection_status).toBe('RESUMED');

  t.advance(t.jobMs);
  const { data: done } = await members.readMemberStatus(memberGuid, userGuid);
  expect(done.member).toMatchObject({ connection_status: 'CONNECTED', is_being_aggregated: false });

  const fetched = await rewardsApi.fetchRewards(userGuid, memberGuid, betaHeader);
  expect(fetched.data.member?.is_being_aggregated).toBe(true);
  t.advance(t.jobMs);
  const { data: after } = await members.readMemberStatus(memberGuid, userGuid);
  expect(after.member?.is_being_aggregated).toBe(false);

  const { data: listed } = await rewardsApi.listRewards(userGuid, memberGuid, betaHeader);
  const rewards = listed.rewards ?? [];
  expect(rewards.length).toBeGreaterThan(2);
  const accountGuid = String(rewards.find(({ account_guid: guid }) => guid)?.account_guid);

  const accounts = new AccountsApi(configuration);
  const { data: plain } = await accounts.readAccount(accountGuid, userGuid);
  expect(plain.account).toMatchObject({ type: 'CREDIT_CARD' });
  expect(plain.account).not.toHaveProperty('credit_card_product_guid');
  const { data: whole } = await accounts.readAccount(accountGuid, userGuid, betaHeader);
  const product = Object(whole.account).credit_card_product_guid;
  expect(product).toMatch(/^CCA-/);

  const { data: card } = await rewardsApi.creditCard(product, betaHeader);
  expect(card.credit_card_product).toMatchObject({ guid: product, has_cashback_rewards: true });

  const { data: spent } = await new TransactionsApi(configuration).listTransactions(userGuid);
  expect(spent.transactions).toHaveLength(25);
});

test("MX's own SDK reads an error and an empty response", async () => {
  await using t = await startTestSandbox();
  const configuration = new Configuration({
    username: 'any',
    password: 'key',
    basePath: t.sandbox.url,
    baseOptions: { headers: { Accept: v1.accept } },
  });
  const users = new UsersApi(configuration);
  await expect(users.readUser('USR-nobody')).rejects.toMatchObject({
    response: {
      status: 404,
      data: { error: { message: 'User not found.', status: 404, type: 'error' } },
    },
  });
  const user = await t.createUser();
  expect((await users.deleteUser(v1.accept, user)).status).toBe(204);
});
