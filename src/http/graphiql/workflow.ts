import { readFile } from 'node:fs/promises';
import { encodeId } from '../../opaque-id.ts';
import type { ExplorerTab } from './page.ts';

/** Global ids of the sandbox's demo household and of its member with the reward cards. */
const DEMO_USER_ID = encodeId('User', 'USR-11141024-90b3-1bce-cac9-c06ced52ab4c');
const DEMO_MEMBER_ID = encodeId(
  'Member',
  'USR-11141024-90b3-1bce-cac9-c06ced52ab4c',
  'MBR-2d5b7a90-41c8-4e6f-9b1d-0a3c5e7f9102',
);

/** MX Bank's two credential fields, as the operation `Institutions` lists them. */
const MXBANK_LOGIN = 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1';
const MXBANK_PASSWORD = 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d';

interface Step {
  readonly file: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** True for a step of the partner's own server, which has no end user's token. */
  readonly isPartners?: boolean;
}

/**
 * The rewards workflow after its first step. Each step is a document of the folder `workflow`, with
 * variables that work in the sandbox.
 */
const steps: readonly Step[] = [
  { file: 'institutions', variables: { name: 'MX' } },
  {
    file: 'create-user',
    isPartners: true,
    variables: { input: { externalId: 'my-first-user', email: 'first@example.com' } },
  },
  {
    file: 'connect-member',
    variables: {
      input: {
        userId: DEMO_USER_ID,
        institutionCode: 'mxbank',
        credentials: [
          { guid: MXBANK_LOGIN, value: 'mxuser' },
          { guid: MXBANK_PASSWORD, value: 'challenge' },
        ],
      },
    },
  },
  { file: 'member-status', variables: { memberId: DEMO_MEMBER_ID } },
  {
    file: 'answer-challenges',
    variables: {
      input: {
        memberId: 'the id of step 4',
        answers: [{ challengeId: 'the id of a challenge, from step 5', value: 'correct' }],
      },
    },
  },
  {
    file: 'fetch-rewards',
    variables: { input: { memberId: DEMO_MEMBER_ID } },
  },
  { file: 'rewards', variables: { memberId: DEMO_MEMBER_ID } },
];

/** The users of GraphiQL: everybody as a partner, or end users with their tokens. */
export type Readers =
  | { readonly kind: 'partners' }
  /** `token` is ready to use with the sandbox; null if the reader must supply one. */
  | { readonly kind: 'users'; readonly token: string | null };

/** The operations of the whole workflow, in order, for the tabs of GraphiQL. */
export async function readWorkflow(readers: Readers): Promise<readonly ExplorerTab[]> {
  const first: Step = { file: readers.kind === 'users' ? 'wallet' : 'partner-wallet' };
  return Promise.all(
    [first, ...steps].map(async ({ file, variables, isPartners }): Promise<ExplorerTab> => {
      const query = await readFile(new URL(`workflow/${file}.graphql`, import.meta.url), 'utf8');
      const headers =
        isPartners && readers.kind === 'users' && readers.token ? {} : toHeaders(readers);
      return {
        query,
        ...(variables !== undefined && { variables }),
        ...(headers !== undefined && { headers }),
      };
    }),
  );
}

/** The content of the headers pane; undefined if no token is verified. */
export function toHeaders(readers: Readers): Readonly<Record<string, string>> | undefined {
  if (readers.kind === 'partners') return undefined;
  return { authorization: `Bearer ${readers.token ?? '<put a token here>'}` };
}
