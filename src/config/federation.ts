import type { Environment } from './variables.ts';

/** A router writes its documents itself, so no manifest can contain them. */
export function findFederationProblems({ FEDERATION, PERSISTED_DOCUMENTS }: Environment) {
  return FEDERATION === 'subgraph' && PERSISTED_DOCUMENTS !== undefined
    ? [
        'FEDERATION is subgraph, and PERSISTED_DOCUMENTS is set. The gateway would refuse the documents of the router. Unset one of them, and let the router check the documents of your apps.',
      ]
    : [];
}
