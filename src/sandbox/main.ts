import { env, exit, stdout } from 'node:process';
import { startSandbox } from './sandbox.ts';
import { demo } from './seed.ts';

const port = Number(env['PORT'] ?? 4010);
const host = env['HOST'] ?? '127.0.0.1';
const sandbox = await startSandbox({ host, port });
const { url, clientId, apiKey } = sandbox;
const keys = `${clientId}:${apiKey}`;
const beta = `'Accept: application/vnd.mx.api.v1beta+json'`;
const { userGuid, bank } = demo.household;

stdout.write(`MX sandbox: a look-alike of the MX Platform API. Nothing here is a real bank.
  address    ${url}
  client id  ${clientId}
  API key    ${apiKey}      (any others that are not empty do as well)

Try:
  curl -u ${keys} -H ${beta} ${url}/users
  curl -u ${keys} -H ${beta} ${url}/users/${userGuid}/members/${bank.memberGuid}/rewards
  curl -u ${keys} -H ${beta} -X POST ${url}/users/${userGuid}/members/${bank.memberGuid}/fetch_rewards
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox[Symbol.asyncDispose]().then(() => exit(0));
  });
}
