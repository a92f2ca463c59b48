/** Blocks of a page, and the test that executes them, or the reason why none does. */
export type Claim = {
  readonly page: string;
  readonly language: string;
  /** The beginning of the block; without it, all blocks of the language on the page. */
  readonly starts?: string;
} & ({ readonly test: string } | { readonly reason: string });

export const claims: readonly Claim[] = [
  {
    page: 'README.md',
    language: 'sh',
    starts: 'npm ci && npm start',
    reason: 'It installs packages; .ci/run begins with it.',
  },
  { page: 'README.md', language: 'sh', starts: 'npm ci && npm test', reason: 'It runs this test.' },
  { page: 'README.md', language: 'sh', starts: 'curl', test: 'test/docs/readme.test.ts' },
  { page: 'docs/clients/README.md', language: 'js', test: 'test/readme-clients.test.ts' },
  { page: 'docs/clients/apollo-client.md', language: 'js', test: 'test/clients/apollo.test.ts' },
  {
    page: 'docs/clients/graphql-request.md',
    language: 'js',
    test: 'test/clients/graphql-request.test.ts',
  },
  { page: 'docs/clients/relay.md', language: 'js', test: 'test/clients/relay.test.ts' },
  { page: 'docs/clients/relay.md', language: 'ts', test: 'test/clients/relay-bench.ts' },
  { page: 'docs/clients/streams.md', language: 'js', test: 'test/clients/streams.test.ts' },
  {
    page: 'docs/clients/typed-documents.md',
    language: 'ts',
    test: 'test/clients/typed-project.ts',
  },
  { page: 'docs/clients/urql.md', language: 'js', test: 'test/clients/urql.test.ts' },
  ...['apollo-client', 'graphql-request', 'relay', 'streams', 'typed-documents', 'urql'].map(
    (name) => ({
      page: `docs/clients/${name}.md`,
      language: 'sh',
      reason: 'It installs packages, which the project has at these versions.',
    }),
  ),
  ...['graphql', 'js', 'json', 'sh'].map((language) => ({
    page: 'docs/supergraph.md',
    language,
    test: 'test/schema/federation/second-subgraph.ts',
  })),
  { page: 'docs/clients/protocols.md', language: 'js', test: 'test/docs/modules.test.ts' },
  { page: 'docs/live.md', language: 'js', test: 'test/docs/live.test.ts' },
  {
    page: 'docs/sandbox.md',
    language: 'sh',
    starts: 'npm run sandbox',
    reason: 'It listens on a fixed port.',
  },
  {
    page: 'client/README.md',
    language: 'js',
    starts: 'import { createMxClient }',
    test: 'test/client/readme.test.ts',
  },
  { page: 'client/README.md', language: 'js', test: 'test/docs/modules.test.ts' },
  {
    page: 'client/README.md',
    language: 'jsx',
    reason: 'It needs a bundler; test/client/react.test.ts runs its hooks.',
  },
  { page: 'client/README.md', language: 'ts', test: 'test/docs/modules.test.ts' },
  { page: 'examples/web/README.md', language: 'sh', reason: 'It builds the app, which CI does.' },
  {
    page: 'test/fixtures/mx-openapi/README.md',
    language: 'sh',
    reason: "It needs MX's whole files.",
  },
  { page: 'client/README.md', language: 'sh', reason: 'The package is not in a registry.' },
  { page: 'docs/agents.md', language: 'js', test: 'test/http/mcp/docs.test.ts' },
  { page: 'docs/agents.md', language: 'sh', test: 'test/http/mcp/docs.test.ts' },
  { page: 'docs/agents.md', language: 'json', test: 'test/http/mcp/docs.test.ts' },
  {
    page: 'docs/deploy.md',
    language: 'sh',
    starts: 'docker build',
    reason:
      'There is no Docker engine; test/deploy/image.test.ts executes the lines of the Dockerfile.',
  },
  {
    page: 'docs/deploy.md',
    language: 'sh',
    starts: 'cd deploy',
    reason: 'There is no Docker engine; test/deploy/compose.test.ts checks the file.',
  },
  {
    page: 'docs/deploy.md',
    language: 'sh',
    starts: 'kubectl',
    reason: 'There is no cluster; test/deploy/chart.test.ts checks the chart.',
  },
  {
    page: 'docs/operating.md',
    language: 'sh',
    reason:
      'Two of its commands need Docker and a cluster; test/doctor/command.test.ts runs the doctor.',
  },
  { page: 'docs/run.md', language: 'sh', reason: 'It needs keys of MX.' },
  { page: 'docs/sandbox.md', language: 'js', test: 'test/sandbox/remote-control/docs.test.ts' },
  { page: 'docs/sandbox.md', language: 'json', test: 'test/sandbox/remote-control/docs.test.ts' },
  {
    page: 'docs/sandbox.md',
    language: 'sh',
    starts: 'curl',
    test: 'test/sandbox/remote-control/docs.test.ts',
  },
  {
    page: 'docs/migrate-from-rest.md',
    language: 'sh',
    starts: 'npm run sandbox',
    reason: 'It listens on fixed ports; test/docs/migrate-from-rest.test.ts reads its settings.',
  },
  {
    page: 'docs/migrate-from-rest.md',
    language: 'sh',
    test: 'test/docs/migrate-from-rest.test.ts',
  },
  { page: 'docs/start.md', language: 'sh', test: 'test/docs/start.test.ts' },
  { page: 'docs/start.md', language: 'json', test: 'test/docs/start.test.ts' },
];
