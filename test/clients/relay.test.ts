import { afterAll } from 'vitest';
import * as operations from '../../client/src/generated/operations.ts';
import { testClient } from './facts.ts';
import { connectPage } from './page.ts';
import { compileRelayApp, toRelaySource } from './relay-app.ts';
import type { Connect } from './scenario.ts';

const { Node, FetchRewards, AnswerChallenges, RewardsRefresh, MemberStatus } = operations;
const documents = [Node, FetchRewards, AnswerChallenges, RewardsRefresh, MemberStatus];
const named = documents.map((document) => [document, toRelaySource(document)] as const);
const app = await compileRelayApp({
  sources: Object.fromEntries(named.map(([document, { source }]) => [toFile(document), source])),
});
afterAll(() => app[Symbol.asyncDispose]());
const names = new Map(named.map(([document, { name }]) => [document as string, name]));

function toFile(document: string): string {
  return `${/ (\w+)/.exec(document)?.[1]}.ts`;
}

/** The page's client, for documents that Relay's compiler has read. */
const connect: Connect = async (options) => {
  const client = await connectPage('relay')(options);
  const find = (document: string) => app.find(names.get(document) ?? '') as unknown as string;
  return {
    ...client,
    query: (document, variables) => client.query(find(document), variables),
    mutate: (document, variables) => client.mutate(find(document), variables),
    watch: (document, ...rest) => client.watch?.(find(document), ...rest) ?? (() => {}),
  };
};

testClient('Relay', connect);
