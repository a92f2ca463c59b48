import { getOperationAST, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household, mxbankCredentials } from '../support/household.ts';
import { blocksOf, isOperation, pages } from '../support/pages.ts';
import { openSse } from '../support/subscription.ts';
import { mintNow, partnerToken, tokenAuth } from '../support/tenants.ts';

const blocks = pages
  .flatMap(blocksOf)
  .filter(({ language, code }) => language === 'graphql' && isOperation(code));

const member = { memberId: household.bankId };
/** Values for the variables of the pages, by the name of the variable. */
const variables: Readonly<Record<string, unknown>> = {
  userId: household.userId,
  id: household.bankId,
  userGuid: household.userGuid,
  memberGuid: household.bank.memberGuid,
  ...member,
};
/** The inputs of the mutations on the pages, by the name of the operation. */
const inputs: Readonly<Record<string, unknown>> = {
  SignUp: { externalId: 'ann' },
  Connect: { institutionCode: 'mxbank', credentials: mxbankCredentials('another password') },
  Answer: { ...member, answers: [{ challengeId: 'CRD-1', value: 'correct' }] },
};

test.for(blocks)('the operation at $page:$line is valid and can be executed', async ({ code }) => {
  const document = parse(code);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  await using gateway = await startTestGateway({ config: { auth: tokenAuth } });
  const isForServices = operation?.name?.value === 'SignUp';
  const endUserToken = mintNow({ mx_user_guid: household.userGuid });
  const authorization = `Bearer ${isForServices ? partnerToken() : endUserToken}`;
  const names = operation?.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  const all = { ...variables, input: inputs[operation?.name?.value ?? ''] };
  const given = Object.fromEntries(
    Object.entries(all).filter(([name, value]) => names.includes(name) && value !== undefined),
  );

  const options = { url: gateway.url, document: code, variables: given };
  const isStream = operation?.operation === 'subscription';
  const run = isStream ? firstEvent : wholeResponse;
  expect(await run(options, { authorization })).toEqual({ data: expect.anything() as unknown });
});

type Run = Omit<Parameters<typeof openSse>[0], 'headers'>;
type Headers = Readonly<Record<string, string>>;

async function wholeResponse({ url, document, variables: given }: Run, headers: Headers) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: document, variables: given }),
  });
  return response.json();
}

/** The first event of a stream; the type of the response for news, which come with a change. */
async function firstEvent(options: Run, headers: Headers): Promise<unknown> {
  await using stream = await openSse({ ...options, headers });
  if (options.document.includes('rewardsChanged'))
    return { data: stream.response.headers.get('content-type') };
  return JSON.parse((await stream.next())?.data ?? 'null');
}
