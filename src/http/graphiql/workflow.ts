import { readFile } from 'node:fs/promises';
import type { ExplorerTab } from './page.ts';

/** Global ids of the sandbox's demo household and of its member with the reward cards. */
const DEMO_USER_ID = toId('User', 'USR-11141024-90b3-1bce-cac9-c06ced52ab4c');
const DEMO_MEMBER_ID = toId(
  'Member',
  'USR-11141024-90b3-1bce-cac9-c06ced52ab4c',
  'MBR-2d5b7a90-41c8-4e6f-9b1d-0a3c5e7f9102',
);

/** MX Bank's two credential fields, as the operation `Institutions` lists them. */
const MXBANK_LOGIN = 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1';
const MXBANK_PASSWORD = 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d';

/** The rewards workflow: a document of the folder `workflow` each, with variables that the sandbox knows. */
const steps: readonly (Omit<ExplorerTab, 'query'> & { readonly file: string })[] = [
  { file: 'wallet' },
  { file: 'institutions', variables: { name: 'MX' } },
  {
    file: 'create-user',
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
        memberId: 'the id of step 3',
        answers: [{ challengeId: 'the id of a challenge, from step 4', value: 'correct' }],
      },
    },
  },
  {
    file: 'fetch-rewards',
    variables: { input: { memberId: DEMO_MEMBER_ID } },
  },
  { file: 'rewards', variables: { memberId: DEMO_MEMBER_ID } },
];

/** The operations of the whole workflow, in order, for the tabs of GraphiQL. */
export function readWorkflow(): Promise<readonly ExplorerTab[]> {
  return Promise.all(
    steps.map(async ({ file, variables }) => {
      const query = await readFile(new URL(`workflow/${file}.graphql`, import.meta.url), 'utf8');
      return variables === undefined ? { query } : { query, variables };
    }),
  );
}

function toId(...parts: readonly string[]): string {
  return Buffer.from(parts.join(':')).toString('base64url');
}
