import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql 17 has a `development` export condition that Vite honours and Node, loading Pothos and
  // Yoga, does not: without this line two copies of graphql meet in one test.
  ssr: { resolve: { conditions: ['node', 'module', 'default'] } },
  test: {
    // As many as there are cores: most tests wait for sockets.
    maxWorkers: '100%',
    // A limit for what hangs, not a measure of speed: other work on the machine must not fail a test.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    include: ['test/**/*.test.ts'],
    // The file is where .ci/run counts what passed, failed and was skipped.
    reporters: ['default', ['json', { outputFile: 'node_modules/.vitest/results.json' }]],
  },
});
