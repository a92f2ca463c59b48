import type { OxlintConfig } from 'oxlint';

// The arrows, as one table: what each part of src may import from the others.
//   server → gateway → {http, schema} → operation
//   schema → context → {loaders, changes} → status → mx

const paths = {
  gateway: ['**/gateway.ts'],
  wiring: ['**/wiring/**'],
  services: ['**/services.ts'],
  http: ['**/http/**'],
  schema: ['**/schema/**'],
  context: ['**/context.ts'],
  loaders: ['**/loaders/**'],
  changes: ['**/changes/**'],
  status: ['**/status/**'],
  operation: ['**/operation/**'],
  auth: ['**/auth/**'],
  mx: ['**/mx/**'],
  shared: ['**/shared/**'],
  sandbox: ['**/sandbox/**'],
  config: ['**/config.ts', '**/config/**'],
  observability: ['**/observability/**'],
  doctor: ['**/doctor.ts', '**/doctor/**'],
} as const;

type PartName = keyof typeof paths;

/** Parts named in neither `values` nor `types` are refused, their types included. */
interface Part {
  readonly files: readonly string[];
  /** Imported as it likes: one step along the arrow. */
  readonly values?: readonly PartName[];
  /** Further down: `import type` alone. */
  readonly types?: readonly PartName[];
  /** Files of the `types` parts whose values are open to this part too: pure tables and predicates. */
  readonly pure?: readonly string[];
  /** GraphQL packages: nothing of them unless stated. */
  readonly graphql?: 'values' | 'types';
  readonly undici?: true;
  readonly redis?: true;
  readonly prometheus?: true;
  readonly openTelemetry?: true;
}

const parts: Readonly<Record<PartName | 'server', Part>> = {
  server: {
    files: ['src/server.ts', 'src/process.ts'],
    values: ['gateway', 'config', 'observability', 'sandbox'],
  },
  gateway: {
    files: ['src/gateway.ts'],
    // The composition root knows every part.
    values: (Object.keys(paths) as PartName[]).filter((name) => name !== 'doctor'),
    graphql: 'values',
  },
  // A program of its own, which looks at what the gateway would use.
  doctor: {
    files: ['src/doctor.ts', 'src/doctor/**'],
    values: ['gateway', 'wiring', 'http', 'auth', 'mx', 'shared', 'config', 'observability'],
  },
  // Parts of it that have grown out of its file.
  wiring: {
    files: ['src/wiring/**'],
    values: ['schema', 'context', 'observability', 'operation', 'auth', 'mx', 'sandbox', 'config'],
    types: ['shared', 'http'],
  },
  // What lives as long as the process, without HTTP and GraphQL.
  services: {
    files: ['src/services.ts'],
    values: ['context', 'loaders', 'changes', 'status', 'auth', 'mx', 'config'],
    types: ['shared', 'observability'],
  },
  http: {
    files: ['src/http/**'],
    values: ['operation'],
    types: ['auth'],
    graphql: 'values',
  },
  schema: {
    files: ['src/schema/**'],
    values: ['context', 'operation', 'auth'],
    types: ['loaders', 'changes', 'status', 'mx'],
    pure: ['status/status-table.ts', 'status/observed-status.ts', 'mx/path.ts'],
    graphql: 'values',
  },
  context: {
    files: ['src/context.ts'],
    values: ['loaders', 'changes'],
    types: ['status', 'auth', 'mx'],
  },
  loaders: {
    files: ['src/loaders/**'],
    values: ['mx'],
    types: ['status', 'auth', 'shared'],
    pure: ['auth/keys.ts', 'shared/read-through.ts'],
  },
  changes: {
    files: ['src/changes/**'],
    values: ['status', 'mx'],
    types: ['auth'],
  },
  status: {
    files: ['src/status/**'],
    values: ['mx'],
    types: ['auth', 'shared'],
    pure: [
      'shared/bulletins.ts',
      'shared/feeds.ts',
      'shared/read-through.ts',
      'shared/shared-state.ts',
    ],
  },
  operation: {
    files: ['src/operation/**'],
    types: ['auth', 'shared'],
    pure: ['auth/auth-error.ts'],
    graphql: 'values',
  },
  auth: {
    files: ['src/auth/**'],
    values: ['mx'],
    types: ['shared'],
  },
  mx: { files: ['src/mx/**'] },
  shared: { files: ['src/shared/**'] },
  sandbox: { files: ['src/sandbox/**'] },
  config: {
    files: ['src/config.ts', 'src/config/**'],
    types: ['mx'],
    pure: ['mx/poll-floor.ts'],
  },
  observability: {
    files: ['src/observability/**'],
    types: ['operation', 'mx'],
    pure: [
      'operation/refused.ts',
      'operation/part-errors.ts',
      'operation/result-text.ts',
      'operation/stream.ts',
      'operation/trace.ts',
    ],
    graphql: 'types',
  },
};

const graphqlPackages = [
  ...['graphql', 'graphql/**', 'graphql-yoga', 'graphql-ws', 'graphql-ws/**'],
  ...['@pothos/**', '@graphql-yoga/**', '@envelop/**'],
];

function toOverride([name, part]: [string, Part], ownPatterns: readonly Pattern[] = []) {
  const { files, values = [], types = [], pure = [], graphql } = part;
  const { undici = false, redis = false, prometheus = false, openTelemetry = false } = part;
  // The error codes are everybody's words; the sandbox and observability have no need of them.
  const open = ['sandbox', 'observability', 'mx'].includes(name) ? [] : ['!**/mx/errors.ts'];
  const known = new Set<string>([name, ...values, ...types]);
  const unknown = (Object.keys(paths) as PartName[]).filter((other) => !known.has(other));
  // Both have effects on import; http/server.ts is another file of that name.
  const server = name === 'http' ? [] : ['**/../server.ts', './server.ts'];
  const effects = name === 'server' ? server : [...server, '**/../process.ts', './process.ts'];
  const patterns: readonly Pattern[] = [
    {
      group: [...unknown.flatMap((other) => paths[other]), ...effects, ...open],
      message: `The arrow points the other way: ${name} does not know this part, not even its types.`,
    },
    {
      group: [
        ...types.flatMap((other) => paths[other]),
        ...open,
        ...pure.map((file) => `!**/${file}`),
      ],
      allowTypeImports: true,
      message: `${name} takes only types from here: values come one step along the arrow.`,
    },
    {
      group: graphql === 'values' ? [] : graphqlPackages,
      allowTypeImports: graphql === 'types',
      message: `${name} knows no GraphQL.`,
    },
    {
      group: undici ? [] : ['undici', 'undici/**'],
      allowTypeImports: name === 'mx',
      message: 'undici is called in src/mx/wire/transport.ts alone.',
    },
    {
      group: redis ? [] : ['@redis/**', '**/redis/link.ts'],
      message: 'The client of Redis is known in src/shared/redis alone.',
    },
    {
      group: prometheus ? [] : ['prom-client', 'prom-client/**'],
      message: 'prom-client is known in src/observability/metrics alone.',
    },
    {
      group: openTelemetry ? [] : ['@opentelemetry/**'],
      message: 'OpenTelemetry is known in src/observability/traces alone.',
    },
    ...ownPatterns,
  ];
  return {
    files: [...files],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: patterns.filter(({ group }) => group.length > 0) },
      ],
    },
  } satisfies NonNullable<OxlintConfig['overrides']>[number];
}

/** The client kit, which runs everywhere and depends on nothing. */
function toKitOverride(files: readonly string[], others: readonly string[] = []) {
  const gateway = ['**/../../src/**', '**/../../../src/**'];
  const group = ['node:*', ...gateway, ...graphqlPackages, ...others];
  const message = 'The client kit runs everywhere and depends on nothing, but its hooks on React.';
  return {
    files: [...files],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
  } satisfies NonNullable<OxlintConfig['overrides']>[number];
}

interface Pattern {
  readonly group: string[];
  readonly allowTypeImports?: boolean;
  readonly message: string;
}

/** The lower of the two storeys of mx: calls, and nothing of what they are about. */
const noApi: Pattern = {
  group: ['**/api/**'],
  message: 'The arrow points the other way: mx/wire does not know the nouns of mx/api.',
};

export default {
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'node', 'vitest'],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-named-as-default-member': 'off', // fast-check's `fc` is both, and its docs use it so
    'max-lines': ['error', 250],
    'no-underscore-dangle': ['error', { allow: ['__typename'] }],
    'node/no-process-env': 'error',
    'typescript/consistent-return': 'off', // tsc says the same, and knows an exhaustive switch
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    // `as` stays open: generic helpers cannot say it otherwise, and a guard there would never fail.
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/switch-exhaustiveness-check': 'error',
    'unicorn/consistent-function-scoping': 'off', // a helper may stand beside its one use
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/no-useless-spread': 'off', // `...[a, b]` keeps a long list on few lines
  },
  overrides: [
    {
      files: [
        'src/process.ts',
        'src/doctor.ts',
        'src/sandbox/main.ts',
        'scripts/**',
        'bench/**',
        'test/**',
      ],
      rules: { 'node/no-process-env': 'off' },
    },
    // Each type file adds itself to the builder.
    { files: ['src/schema/schema.ts'], rules: { 'import/no-unassigned-import': 'off' } },
    ...Object.entries(parts).map((part) => toOverride(part)),
    {
      files: [
        'src/accept-header.ts',
        'src/brief-map.ts',
        'src/departure.ts',
        'src/feed.ts',
        'src/in-step.ts',
        'src/ledger.ts',
        'src/limits.ts',
        'src/loopback.ts',
        'src/opaque-id.ts',
        'src/rota.ts',
        'src/secret.ts',
        'src/stop.ts',
        'src/timestamp.ts',
        'src/tries.ts',
        'src/turns.ts',
        'src/url-schemes.ts',
      ],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                group: ['./**', '../**'],
                message: 'Everybody may know this file; it knows nobody.',
              },
            ],
          },
        ],
      },
    },
    {
      files: ['src/explanation.ts', 'src/flight-notes.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                group: ['./**', '../**', '!./ledger.ts'],
                message: 'Everybody may know this file; it knows the ledger.',
              },
            ],
          },
        ],
      },
    },
    toKitOverride(['client/src/**'], ['react', 'react/**']),
    toKitOverride(['client/src/react/**']),
    // Generated, and as long as the schema.
    { files: ['client/src/generated/**'], rules: { 'max-lines': 'off' } },
    toOverride([
      'observability',
      { ...parts.observability, files: ['src/observability/metrics/**'], prometheus: true },
    ]),
    toOverride([
      'observability',
      { ...parts.observability, files: ['src/observability/traces/**'], openTelemetry: true },
    ]),
    toOverride(['shared', { files: ['src/shared/redis/**'], redis: true }]),
    toOverride(['mx', { files: ['src/mx/wire/**'] }], [noApi]),
    toOverride(['mx', { files: ['src/mx/wire/transport.ts'], undici: true }], [noApi]),
  ],
} satisfies OxlintConfig;
