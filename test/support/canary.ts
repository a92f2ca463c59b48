import type { TestGateway } from './gateway.ts';
import { household, mxbankCredentials } from './household.ts';
import type { RawSocket } from './raw-socket.ts';

/** A bank password that must only appear in the request to MX. */
export const CANARY = 'canary-hunter2';

export const createMember = `mutation M($input: CreateMemberInput!) {
  createMember(input: $input) { __typename ... on Error { message code } }
}`;

/** Valid variables of `createMember`. */
export const valid = {
  userId: household.userId,
  institutionCode: 'mxbank',
  credentials: mxbankCredentials(CANARY),
  externalId: 'mine',
  metadata: null,
  isOAuth: false,
  referralSource: 'APP',
};

/** The body of a POST. */
export type Body = Readonly<Record<string, unknown>>;

/** All output of the gateway for a body: in both HTTP media types, on a socket, and in its log. */
export async function tellAll(gateway: TestGateway, raw: RawSocket, body: Body): Promise<string> {
  const plain = await gateway.post(body);
  const spec = await gateway.post(body, { accept: 'application/graphql-response+json' });
  const said = [await plain.text(), await spec.text()];
  const { query, variables, extensions, operationName } = body;
  // graphql-ws closes the socket if the variables are not an object.
  if (variables === undefined || (typeof variables === 'object' && !Array.isArray(variables))) {
    const id = crypto.randomUUID();
    raw.send({ type: 'subscribe', id, payload: { query, variables, extensions, operationName } });
    said.push(JSON.stringify(await raw.next(id)));
  }
  return [...said, ...gateway.logs.splice(0)].join('\n');
}
