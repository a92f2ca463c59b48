import { startAgent } from '../http/mcp/agent.ts';
import type { TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openParts } from '../support/parts.ts';
import { openSse, openSubscription } from '../support/subscription.ts';

const variables = { id: household.bankId };

/** Runs an operation about the household's bank, `$id`, and returns all results that its client reads. */
export type Read = (gateway: TestGateway, document: string) => Promise<readonly unknown[]>;

export const json: Read = async ({ post }, document) => [
  await (await post({ query: document, variables })).json(),
];

export const get: Read = async ({ url }, document) => {
  const params = new URLSearchParams({ query: document, variables: JSON.stringify(variables) });
  const response = await fetch(`${url}?${params}`, { headers: { accept: 'application/json' } });
  return [await response.json()];
};

export const sse: Read = async ({ url }, document) => {
  await using stream = await openSse({ url, document, variables });
  const results: unknown[] = [];
  for (let event = await stream.next(); event?.event === 'next'; event = await stream.next()) {
    results.push(JSON.parse(event.data));
  }
  return results;
};

export const webSocket: Read = async ({ url }, document) => {
  await using stream = openSubscription({ url, document, variables });
  return await stream.rest();
};

export const refusedSocket: Read = async ({ url }, document) => {
  await using stream = openSubscription({ url, document, variables });
  const errors: unknown = await stream.rest().catch((thrown: unknown) => thrown);
  return [{ errors }];
};

export const subscriptionParts: Read = async ({ url }, document) => {
  await using stream = await openParts({ url, body: { query: document, variables } });
  return (await stream.rest()).map(({ payload, errors }): unknown => payload ?? { errors });
};

export const incrementalParts: Read = async ({ url }, document) => {
  const accept = 'multipart/mixed;incrementalSpec=v0.2, application/json';
  await using stream = await openParts({ url, body: { query: document, variables }, accept });
  return await stream.rest();
};

export const agent: Read = async (gateway) => {
  await using client = await startAgent(gateway);
  const { structuredContent } = await client.call('FindInstitutions', { name: 'MX' });
  return [structuredContent];
};
