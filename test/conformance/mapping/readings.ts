import type { Data } from '../../support/gateway.ts';
import type { MxObject } from './table.ts';
import { asked } from './values.ts';

/** A way to an object of a type. */
export interface Reading {
  readonly type: string;
  /** Given where another object than the table's is behind it, which has but these fields. */
  readonly of?: MxObject;
  readonly only?: readonly string[];
  readonly document: (selection: string) => string;
  readonly find: (data: Data) => Data | undefined;
}

const user = `user(guid: "${asked.user}")`;
const member = `member(userGuid: "${asked.user}", guid: "${asked.member}")`;
const { transactionId } = asked;

/** Every type along every way that its objects come: read alone, out of a list, after a change. */
export const READINGS: readonly Reading[] = [
  one('User', user),
  one('User', 'users { nodes', '}'),
  one('Member', member),
  one('Member', `${user} { members { nodes`, '} }'),
  one('MemberStatus', `${member} { status`, '}'),
  {
    ...one('MemberStatus', `${user} { members { nodes { status`, '} } }'),
    of: 'member',
    only: [
      ...['connectionStatus', 'connectionStatusRaw', 'isBeingAggregated'],
      ...['aggregatedAt', 'successfullyAggregatedAt'],
    ],
  },
  one('Account', `${user} { account(guid: "ACT-1")`, '}'),
  one('Account', `${user} { accounts { nodes`, '} }'),
  one('Reward', `${member} { reward(guid: "RWD-1")`, '}'),
  one('Reward', `${member} { rewards`, '}'),
  one('Transaction', `node(id: "${transactionId}") { ... on Transaction`, '}'),
  one('Transaction', `${user} { transactions { nodes`, '} }'),
  one('CreditCardProduct', 'creditCardProduct(guid: "CCA-1")'),
  one('Institution', 'institution(code: "bank-1")'),
  one('Institution', 'institutions { nodes', '}'),
  one('CredentialField', 'institution(code: "bank-1") { credentials', '}'),
  one('CredentialField', `${member} { credentials`, '}'),
  challenge('TextChallenge'),
  challenge('TokenChallenge'),
  challenge('OptionsChallenge'),
  challenge('ImageChallenge'),
  challenge('ImageOptionsChallenge'),
  challenge('UnrecognizedChallenge'),
  optionOf('OptionsChallenge', 'ChallengeOption'),
  optionOf('ImageOptionsChallenge', 'ImageChallengeOption'),
  changed('OAuthWindowPayload', `requestOAuthWindow(input: { memberId: "${asked.memberId}" })`),
  changed('ConnectWidgetPayload', `requestConnectWidget(input: { userId: "${asked.userId}" })`),
];

/** The first object at the end of a path. */
function one(type: string, path: string, close = ''): Reading {
  return {
    type,
    document: (selection) => `{ ${path} { ${selection} } ${close} }`,
    // A fragment is a step of the document and none of the answer.
    find: (data) => innermost(data, path.split('{').length - path.split('... on').length + 1),
  };
}

function challenge(type: string, path = '', close = ''): Reading {
  return {
    type,
    document: (selection) =>
      `{ ${member} { status { isAuthenticated challenges { __typename
        ... on ${type} { ${path} ${selection} ${close} } } } } }`,
    find: ({ member: { status } }) =>
      status.challenges.find((each: Data) => each['__typename'] === type),
  };
}

function optionOf(holder: string, type: string): Reading {
  const { document, find } = challenge(holder, 'options {', '}');
  return { type, document, find: (data) => find(data)?.['options'][0] };
}

function changed(type: string, field: string): Reading {
  return {
    type,
    document: (selection) => `mutation { ${field} { ... on ${type} { ${selection} } } }`,
    find: (data) => innermost(data, 1),
  };
}

/** So many steps down, each through the only field, the first of a list. */
function innermost(data: Data, steps: number): Data | undefined {
  let at: Data | undefined = data;
  for (let step = 0; step < steps && at !== undefined; step += 1) {
    const [inner]: Data[] = Object.values(at);
    at = Array.isArray(inner) ? inner[0] : inner;
  }
  return at;
}
