import { env, exit, stderr, stdout } from 'node:process';
import { isLoopback } from '../loopback.ts';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { demo } from './seed.ts';

const DEFAULT_PORT = 4010;

const port = Number(env['PORT'] ?? DEFAULT_PORT);
const host = env['HOST'] ?? '127.0.0.1';
// Others who can reach the sandbox must not change what its user sees.
const servesControl = isLoopback(host);

try {
  const webhooks = readWebhookTarget();
  const sandbox = await startSandbox({ host, port, webhooks, servesControl });
  stdout.write(greeting(sandbox));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void sandbox[Symbol.asyncDispose]().then(() => exit(0));
    });
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  stderr.write(
    `The sandbox cannot listen on ${host}, port ${env['PORT'] ?? DEFAULT_PORT}: ${reason}\n`,
  );
  process.exitCode = 1;
}

/** Undefined without WEBHOOK_URL. */
function readWebhookTarget() {
  const { WEBHOOK_URL: url, WEBHOOK_USERNAME: username, WEBHOOK_PASSWORD: password } = env;
  if (url === undefined || url === '') return undefined;
  return { url, username: username ?? '', password: password ?? '' };
}

function greeting({ url, clientId, apiKey }: Sandbox): string {
  const { userGuid, cards } = demo.household;
  const curl = `curl -u ${clientId}:${apiKey} -H 'Accept: application/vnd.mx.api.v1beta+json'`;
  const member = `${url}/users/${userGuid}/members/${cards.memberGuid}`;
  return `MX sandbox: a look-alike of the MX Platform API. No bank here is real.
  address    ${url}
  client id  ${clientId}
  API key    ${apiKey}   (any others that are not empty do as well)

Try:
  ${curl} ${url}/users
  ${curl} ${member}/rewards
  ${curl} -X POST ${member}/fetch_rewards
${servesControl ? `\nRemote control (docs/sandbox.md):\n  curl ${url}/sandbox/control\n` : ''}`;
}
