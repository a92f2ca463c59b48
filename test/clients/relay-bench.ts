import { readFileSync } from 'node:fs';
import * as relay from 'relay-runtime';
import { type Data, startTestGateway, type TestGatewayOptions } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';
import { connectPage } from './page.ts';
import type { RelayApp } from './relay-app.ts';

const page = readFileSync(new URL('../../docs/clients/relay.md', import.meta.url), 'utf8');

// The package's own types are of an older version.
const throwFieldErrors = relay.handlePotentialSnapshotErrors as unknown as (
  environment: relay.Environment,
  errors: unknown,
) => void;

/** The page's own source. */
export const wallet = /^```ts\n([^]*?)^```/m.exec(page)?.[1] ?? '';

/** Beside the page's wallet: fragments that are refetched, and a subscription. */
export const banks = `import { graphql } from 'relay-runtime';
graphql\`
  query BanksQuery @throwOnFieldError { viewer { id ...Banks_members } }\`;
graphql\`
  fragment Banks_members on User @throwOnFieldError @refetchable(queryName: "BanksPageQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 1 }, after: { type: "String" }) {
    members(first: $first, after: $after) @connection(key: "Banks_members") {
      edges { node { id ...Banks_bank } }
      pageInfo { endCursor hasNextPage }
    }
  }\`;
graphql\`
  fragment Banks_bank on Member @refetchable(queryName: "BanksBankQuery") {
    id name status { connectionStatusRaw }
  }\`;
graphql\`
  subscription BanksSubscription($memberId: ID!, $after: String) {
    memberStatus(memberId: $memberId, after: $after) { connectionStatusRaw revision }
  }\`;
`;

/** The page's environment, in front of a gateway. */
export async function openRelay(app: RelayApp, { config, ...options }: TestGatewayOptions = {}) {
  await using started = new AsyncDisposableStack();
  const gateway = started.use(
    await startTestGateway({ ...options, config: { auth: tokenAuth, ...config } }),
  );
  const getToken = async () => mintNow({ mx_user_guid: household.userGuid });
  const connect = connectPage('relay', { values: ['environment'] });
  const client = (await connect({ url: gateway.url, getToken })) as unknown as {
    readonly environment: relay.Environment;
    readonly dispose: () => void;
  };
  const { environment } = client;
  started.defer(client.dispose);
  const running = started.move();
  const find = (name: string) => app.find(name) as unknown as relay.ConcreteRequest;
  /** What a hook of react-relay would return, or throw. */
  const read = (selector: relay.SingularReaderSelector) => {
    const snapshot = environment.lookup(selector);
    throwFieldErrors(environment, 'fieldErrors' in snapshot ? snapshot.fieldErrors : undefined);
    const { data }: { readonly data: Data } = snapshot;
    return data;
  };
  return {
    gateway,
    environment,
    /** Runs a query and keeps its data in the store; `next` is called for each of its results. */
    async load(name: string, variables: relay.Variables = {}, next?: (data: Data) => void) {
      const operation = relay.createOperationDescriptor(find(name), variables);
      environment.retain(operation);
      const results = relay.fetchQuery(environment, find(name), variables);
      await new Promise<void>((complete, error) => {
        results.subscribe({ next: (data) => next?.(data as Data), complete, error });
      });
      return read(operation.fragment);
    },
    /** What the store has of a fragment, at a place where it is spread. */
    readFragment(name: string, at: unknown) {
      const fragment = app.find(name) as unknown as relay.ReaderFragment;
      const selector = relay.getSingularSelector(fragment, at);
      if (selector?.kind !== 'SingularReaderSelector') throw new TypeError(`no ${name} here`);
      return read(selector);
    },
    subscribe: (name: string, variables: relay.Variables) =>
      relay.requestSubscription(environment, { subscription: find(name), variables }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
