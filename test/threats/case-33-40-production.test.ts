import { createHash } from 'node:crypto';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Operation, transports } from '../support/caller.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant } from '../support/tenants.ts';

const ada = createTenant('ada', 0);
const production = { isProduction: true };

test.for(transports)(
  'case 33: production reveals nothing of its schema, its code or its errors, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada], production);
    const client = t.as(ada);
    for (const query of [
      ...['{ __schema { types { name } } }', '{ __type(name: "User") { fields { name } } }'],
      ...['{ viewr { id } }', '{ viewer { emial } }', '{ institution(cod: "x") { name } }'],
      ...['{ viewer { ... on Usr { id } } }', 'query ($a: Membr) { __typename }', '{ viewer }'],
    ]) {
      const { answers, text } = await client.ask(transport, { query });
      expect(answers[0]?.errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(text).not.toMatch(/did you mean|"viewer"|"email"|"User"|node_modules|at \w+ \(/i);
      expect(text).not.toMatch(/x-powered-by|server\n|stack/i);
    }
    t.mx.take((_call, response) => response.end('<html>a page of a proxy</html>') !== undefined);
    const { text, answers } = await client.ask(transport, { query: '{ viewer { email } }' });
    expect(text).not.toMatch(/proxy|SyntaxError|BAD_RESPONSE: /);
    const errorId = String(answers[0]?.errors?.[0]?.extensions?.['errorId']);
    expect(t.gateway.logs.some((line) => line.includes(errorId))).toBe(true);
  },
);

test('case 33: production has no GraphiQL, and no other page for a browser', async () => {
  await using t = await startTenantGateway([ada], production);
  const headers = { accept: 'text/html' };
  for (const path of ['/', '/graphql', '/graphiql', '/graphiql/graphiql.js']) {
    const response = await fetch(t.url.replace('/graphql', path), { headers });
    expect(await response.text()).not.toMatch(/<(?:html|script)/i);
    expect(response.headers.get('x-powered-by') ?? response.headers.get('server')).toBeNull();
  }
});

const known = '{ viewer { guid } }';
const unknown = '{ viewer { email } }';
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const apq = (sha256Hash: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});

/** Ways to bring a document that the manifest does not hold. */
const bypasses: readonly Operation[] = [
  { query: unknown },
  { query: unknown, documentId: hash(known) },
  { query: unknown, documentId: hash(unknown) },
  { query: unknown, ...apq(hash(unknown)) },
  { query: unknown, ...apq(hash(known)) },
  { query: known, ...apq(hash(unknown)) },
  { query: `${known} ` },
  { query: `# ${known}\n${unknown}` },
  { query: '', ...apq(hash(unknown)) },
  { query: '', documentId: '__proto__' },
  { query: '', documentId: 'constructor' },
  { query: '{ __typename }' },
];

test.for(transports)(
  'case 34: a document outside the manifest is refused in every way of sending it, over %s',
  async (transport) => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'manifest-'));
    const persistedDocuments = join(directory.path, 'manifest.json');
    await writeFile(persistedDocuments, JSON.stringify({ [hash(known)]: known }));
    await using t = await startTenantGateway([ada], { persistedDocuments });
    const client = t.as(ada);
    // Twice: what was sent once is not known the next time.
    for (const operation of [...bypasses, ...bypasses]) {
      const { answers } = await client.ask(transport, operation);
      expect([operation, answers[0]?.data ?? null]).toEqual([operation, null]);
      const code = answers[0]?.errors?.[0]?.extensions?.['code'];
      expect(code).toMatch(/^(?:PERSISTED_QUERY_NOT_FOUND|BAD_USER_INPUT)$/);
    }
    expect(t.mx.calls).toEqual([]);
    for (const operation of [{ query: known }, { query: '', ...apq(hash(known)) }]) {
      const { answers } = await client.ask(transport, operation);
      expect(answers).toEqual([{ data: { viewer: { guid: ada.userGuid } } }]);
    }
  },
);

const polluted = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';

test.for(transports)(
  'case 35: __proto__ and constructor are names like any other, from clients and from MX, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    const client = t.as(ada);
    const query =
      'mutation ($input: CreateMemberInput!) { createMember(input: $input) { __typename } }';
    for (const variables of [
      JSON.parse(`{"input":${polluted}}`),
      JSON.parse(polluted),
      { input: { institutionCode: 'b', credentials: JSON.parse(`[${polluted}]`) } },
    ]) {
      const { answers } = await client.ask(transport, {
        query,
        variables,
        extensions: JSON.parse(polluted),
      });
      expect(answers[0]?.errors).toBeDefined();
    }
    expect(t.mx.calls).toEqual([]);

    t.mx.lie((_call, body) => {
      const { user } = body as { user?: object };
      return JSON.parse(
        JSON.stringify({ user }).replace(
          /^\{"user":\{/,
          `{"__proto__":{"polluted":1},"user":{"__proto__":{"email":"inherited"},`,
        ),
      ) as typeof body;
    });
    const told = await client.ask(transport, { query: '{ viewer { guid metadata } }' });
    expect(told.answers[0]?.errors).toBeUndefined();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  },
);

test('case 36: a log line is one JSON object, whatever names a client uses', async () => {
  await using t = await startTenantGateway([ada]);
  const forged = 'Q"}\r\n{"level":"fatal","event":"forged"}\u001b[31m\u2028';
  for (const transport of transports) {
    await t.as(ada).ask(transport, { query: `query ${'Q'.repeat(300)} { __typename }` });
    await t.as(ada).ask(transport, { query: '{ __typename }', operationName: forged });
    await t.as(ada).ask(transport, { query: `{ __typename } # ${forged}` });
    await t.as(forged.replaceAll(/[^\t -~]/g, '')).ask(transport, { query: '{ viewer { id } }' });
  }
  const headers = { 'user-agent': 'a\tb"}{', 'x-request-id': '{"event":"forged"}' };
  await t.gateway.post('{"query": broken', headers);
  expect(t.gateway.logs.length).toBeGreaterThan(8);
  for (const line of t.gateway.logs) {
    expect(line.slice(0, -1)).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(line)).toMatchObject({ event: expect.not.stringContaining('forged') });
    expect(line).not.toMatch(/forged|Q{65}/);
  }
});

test('case 37: a path that might show the inside of the process is not found', async () => {
  await using t = await startTenantGateway([ada], production);
  for (const path of [
    ...['/debug', '/debug/pprof', '/json', '/json/version', '/heapdump', '/heapsnapshot', '/env'],
    ...[
      '/metrics',
      '/status',
      '/admin',
      '/.env',
      '/package.json',
      '/src/server.ts',
      '/server-status',
    ],
  ]) {
    const response = await fetch(t.url.replace('/graphql', path));
    expect([path, response.status]).toEqual([path, 404]);
    expect(await response.text()).toBe('{"error":"There is nothing at this path."}\n');
  }
});

interface Package {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

test('case 40: every package is pinned by its hash, none runs a script to install, graphql is there once', async () => {
  const root = join(import.meta.dirname, '../..');
  const read = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8'));
  const { packages } = (await read('package-lock.json')) as { packages: Record<string, Package> };
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  expect(installed.length).toBeGreaterThan(50);
  const isBad = ({ integrity = '', resolved = 'https://registry.npmjs.org/' }: Package) =>
    !integrity.startsWith('sha512-') || !resolved.startsWith('https://registry.npmjs.org/');
  expect(installed.filter(([, each]) => isBad(each)).map(([path]) => path)).toEqual([]);
  expect(installed.filter(([, each]) => each.hasInstallScript).map(([path]) => path)).toEqual([]);
  const copies = installed.filter(([path]) => /(?:^|\/)node_modules\/graphql$/.test(path));
  expect(copies.map(([path]) => path)).toEqual(['node_modules/graphql']);

  const { scripts, dependencies, devDependencies } = await read('package.json');
  expect(
    Object.keys(scripts).filter((name) => /^(?:pre|post)?(?:install|prepare)/.test(name)),
  ).toEqual([]);
  for (const version of Object.values({ ...dependencies, ...devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
});
