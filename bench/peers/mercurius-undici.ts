import { startMercurius } from './mercurius.ts';
import { createReadByUndici } from './reads.ts';

await startMercurius(createReadByUndici());
