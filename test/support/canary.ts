import type { TestGateway } from './gateway.ts';
import { household, mxbankCredentials } from './household.ts';
import type { RawSocket } from './raw-socket.ts';

/** A bank password that must appear nowhere but in the request to MX. */
export const CANARY = 'canary-hunter2';

export const createMember = `mutation M($input: CreateMemberInput!) {
  createMember(input: $input) { __typename ... on Error { message code } }
}`;

/** Variables of `createMember` without a mistake. */
export const valid = {
  userId: household.userId,
  institutionCode: 'mxbank',
  credentials: mxbankCredentials(CANARY),
  externalId: 'mine',
  metadata: null,
  isOAuth: false,
  referralSource: 'APP',
};

/** What a client sends, as the body of a POST has it. */
export type Body = Readonly<Record<string, unknown>>;

/** Everything that the gateway says to a body: on both HTTP dialects, on a socket, and in its log. */
export async function tellAll(gateway: TestGateway, raw: RawSocket, body: Body): Promise<string> {
  const plain = await gateway.post(body);
  const spec = await gateway.post(body, { accept: 'application/graphql-response+json' });
  const said = [await plain.text(), await spec.text()];
  const { query, variables, extensions, operationName } = body;
  // graphql-ws closes the socket over anything else than an object.
  if (variables === undefined || (typeof variables === 'object' && !Array.isArray(variables))) {
    const id = crypto.randomUUID();
    raw.send({ type: 'subscribe', id, payload: { query, variables, extensions, operationName } });
    said.push(JSON.stringify(await raw.next(id)));
  }
  return [...said, ...gateway.logs.splice(0)].join('\n');
}
