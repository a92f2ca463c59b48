import { signSandboxToken } from '../src/auth/sandbox-tokens.ts';
import { demo } from '../src/sandbox/seed.ts';

// `npm run -s token -- <externalId>` prints a token of this end user of the sandbox; the default is
// the demo household.
const [externalId = demo.household.id] = process.argv.slice(2);
process.stdout.write(`${await signSandboxToken(externalId, Date.now())}\n`);
