import { startMercurius } from './mercurius.ts';
import { readByFetch } from './reads.ts';

await startMercurius(readByFetch);
