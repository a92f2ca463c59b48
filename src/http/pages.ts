import { createExampleApp } from './example-app/example-app.ts';
import type { SignToken } from './example-app/session.ts';
import { createExplorer } from './graphiql/explorer.ts';
import { readWorkflow } from './graphiql/workflow.ts';
import type { Mount } from './mounts.ts';
import type { Explorer } from './routes.ts';

export interface PageOptions {
  /** True if callers without a token are partners. */
  readonly isOpen: boolean;
  /** A token for GraphiQL; null unless the sandbox has tokens of its own. */
  readonly demoToken: string | null;
  /** Signs the sandbox's tokens; null as above. */
  readonly signDemoToken: SignToken | null;
}

export interface Pages {
  readonly explorer: Explorer;
  /** Only with the sandbox's tokens: everybody who can open it gets one. */
  readonly exampleApp?: Mount | undefined;
}

/** What people open in a browser, outside production: GraphiQL and the example app. */
export async function createPages({
  isOpen,
  demoToken,
  signDemoToken,
}: PageOptions): Promise<Pages> {
  const readers =
    isOpen && demoToken === null
      ? ({ kind: 'partners' } as const)
      : ({ kind: 'users', token: demoToken } as const);
  return {
    explorer: createExplorer({ tabs: await readWorkflow(readers) }),
    ...(signDemoToken !== null && { exampleApp: createExampleApp({ signToken: signDemoToken }) }),
  };
}
