import { startSandbox } from '../../src/sandbox/sandbox.ts';

// The MX of a soak: the sandbox in its own process, with its own users and a share of calls that
// fail. `GET /soak?failing=0.018` sets the share, `?webhooks=` the address of its webhooks, and both respond
// with the number of calls so far.

const USERS = Number(process.env['SOAK_USERS'] ?? 60);
const MEMBERS_EACH = 3;

const CREDENTIALS = { username: 'soak', password: 'soak-password-of-webhooks' };
const told = { calls: 0, statusReads: 0, failed: 0 };
let failing = 0;

await using stack = new AsyncDisposableStack();
const sandbox = stack.use(
  await startSandbox({
    seed: 'empty',
    latencyMs: 20,
    jobMs: 6_000,
    intercept({ method, path, query }) {
      if (path === '/soak') {
        failing = Number(query.get('failing') ?? failing);
        const url = query.get('webhooks');
        if (url !== null) sandbox.control.sendWebhooksTo({ url, ...CREDENTIALS });
        return { status: 200, body: told };
      }
      told.calls += 1;
      if (path.endsWith('/status')) told.statusReads += 1;
      // Writes do not fail here: the tests of writes cover lost writes.
      if (method !== 'GET' || Math.random() >= failing) return undefined;
      told.failed += 1;
      const kind = Math.floor(Math.random() * 3);
      return kind === 0 ? { status: 0 } : { status: kind === 1 ? 500 : 503 };
    },
  }),
);
const users = Array.from({ length: USERS }, () => {
  const guid = sandbox.control.addUser();
  const members = Array.from({ length: MEMBERS_EACH }, () => sandbox.control.addMember(guid));
  return { guid, members };
});
process.stdout.write(`${JSON.stringify({ url: sandbox.url, users })}\n`);
await new Promise((resolve) => {
  process.once('SIGTERM', resolve);
});
