import { type Body, CANARY, createMember, valid } from './canary.ts';
import { mxbank, mxbankCredentials } from './household.ts';

const inline = (value: string) =>
  `mutation { createMember(input: { institutionCode: "mxbank", credentials: ${value} }) { __typename } }`;

/** Bodies with a mistake that a client may make; each contains the password somewhere. */
export const malformed: readonly (readonly [string, Body])[] = [
  ['a misspelt key', vary({ credentials: [{ guid: mxbank.password, valeu: CANARY }] })],
  ['a misspelt list', vary({ credentails: mxbankCredentials(CANARY) })],
  ['a wrong nesting', vary({ credentials: [{ credential: { guid: 'CRD-1', value: CANARY } }] })],
  ['no nesting', { query: createMember, variables: { ...valid } }],
  ['an object in place of the list', vary({ credentials: { [mxbank.password]: CANARY } })],
  ['a list in place of the object', vary({ credentials: [[mxbank.password, CANARY]] })],
  ['a list in place of the input', { query: createMember, variables: { input: [valid] } }],
  ['a string in place of the input', { query: createMember, variables: { input: CANARY } }],
  ['the input as JSON text', { query: createMember, variables: { input: JSON.stringify(valid) } }],
  ['the password in a list', vary({ credentials: [{ guid: 'CRD-1', value: [CANARY] }] })],
  ['the password in an object', vary({ credentials: [{ guid: 'CRD-1', value: { CANARY } }] })],
  ['the password as the guid', vary({ credentials: [{ guid: CANARY, value: CANARY }] })],
  ['the password in place of a flag', vary({ isOAuth: CANARY })],
  ['the password in place of an enum', vary({ referralSource: CANARY })],
  ['the password in place of a URL', vary({ clientRedirectUrl: CANARY })],
  ['the password in place of the user', vary({ userId: CANARY })],
  ['the password in place of the institution', vary({ institutionCode: `${CANARY}!` })],
  ['the password in place of the external id', vary({ externalId: `${CANARY}!` })],
  ['a null sibling', vary({ institutionCode: null })],
  ['a missing sibling', vary({ institutionCode: undefined })],
  ['a number for a sibling', vary({ credentials: [{ guid: 1.5, value: CANARY }] })],
  ['an unknown sibling', vary({ pin: CANARY })],
  ['a field twice', vary({ credentials: [...valid.credentials, ...valid.credentials] })],
  ['an undeclared variable', { query: inline('$input'), variables: { input: CANARY } }],
  ['a spare variable', { query: '{ __typename }', variables: { password: CANARY } }],
  [
    'a variable of the wrong type',
    {
      query: `mutation ($v: String!) { createMember(input: { institutionCode: "mxbank", credentials: [{ guid: "CRD-1", value: $v }] }) { __typename } }`,
      variables: { v: CANARY },
    },
  ],
  [
    'a variable that no argument takes',
    {
      query: 'query ($v: Int) { institutions(first: $v) { totalCount } }',
      variables: { v: CANARY },
    },
  ],
  ['the variables as a string', { query: createMember, variables: CANARY }],
  ['the variables as a list', { query: createMember, variables: [CANARY] }],
  ['a literal', { query: inline(`[{ guid: "CRD-1", value: "${CANARY}" }]`) }],
  ['a block string', { query: inline(`[{ guid: "CRD-1", value: """${CANARY}""" }]`) }],
  ['a literal in the wrong place', { query: inline(`"${CANARY}"`) }],
  ['a literal object', { query: inline(`[{ guid: "CRD-1", value: { v: "${CANARY}" } }]`) }],
  ['a literal in a misspelt field', { query: inline(`[{ guid: "CRD-1", valeu: "${CANARY}" }]`) }],
  [
    'a literal for an enum',
    {
      query: `mutation { createMember(input: { institutionCode: "a", referralSource: "${CANARY}" }) { __typename } }`,
    },
  ],
  ['a literal that is not closed', { query: inline(`[{ guid: "CRD-1", value: "${CANARY} }]`) }],
  ['a literal where none may stand', { query: `{ "${CANARY}" }` }],
  ['a literal after a literal', { query: inline(`[{ guid: "CRD-1" "${CANARY}" }]`) }],
  ['a default value', { query: `mutation ($v: Secret! = "${CANARY}") { __typename }` }],
  [
    'a default value of a list',
    {
      query: `mutation ($v: [CredentialInput!] = [{ guid: "CRD-1", value: "${CANARY}" }]) { createMember(input: { institutionCode: "a", credentials: $v }) { __typename } }`,
    },
  ],
  [
    'the operation name',
    { query: createMember, variables: { input: valid }, operationName: CANARY },
  ],
  ['the extensions', { query: '{ __typename }', extensions: { password: CANARY } }],
  ['the document', { query: CANARY }],
];

function vary(change: Body): Body {
  return { query: createMember, variables: { input: { ...valid, ...change } } };
}
