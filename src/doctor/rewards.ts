import { MIN_PER_PAGE } from '../mx/api/pages.ts';
import type { MxCalls } from '../mx/client.ts';
import { isMxError } from '../mx/errors.ts';
import { failed, type Finding, ok, skipped, warning } from './finding.ts';

/** The most users whose accounts are looked at, and accounts that are read. */
const USERS = 5;
const ACCOUNTS = 5;

const ENABLE = 'Ask MX to enable rewards for your client.';

/**
 * Looks for the rewards fields of accounts, which MX omits silently when it does not want to send
 * them, and for the list of rewards. Reads only.
 */
export async function judgeRewards(mx: MxCalls): Promise<Finding> {
  try {
    return await look(mx);
  } catch (error) {
    const code = isMxError(error) ? error.code : 'unknown';
    return warning(
      'rewards',
      `The accounts of your users cannot be read (${code}).`,
      'Run the doctor again. If it remains, the log of the gateway at LOG_LEVEL=debug names the call.',
      { code },
    );
  }
}

async function look(mx: MxCalls): Promise<Finding> {
  const { items: users } = await mx.users.list({}, { page: 1, perPage: MIN_PER_PAGE });
  const guids = users.flatMap((user) => (user === null ? [] : [user.guid]));
  let accountsSeen = 0;
  for (const userGuid of guids.slice(0, USERS)) {
    const { items: accounts } = await mx.accounts.ofUser(userGuid);
    const memberGuid = accounts.find((account) => account.memberGuid !== null)?.memberGuid;
    if (memberGuid != null && !(await hasRewards(mx, { userGuid, memberGuid }))) {
      return failed(
        'rewards',
        'MX responds with 403 to the list of rewards of a member: rewards are not enabled for you.',
        ENABLE,
      );
    }
    if (accounts.some(({ rewardsFields }) => rewardsFields !== null)) {
      return ok('rewards', 'MX sends the rewards fields in lists of accounts.', { where: 'list' });
    }
    for (const { guid: accountGuid } of accounts.slice(0, ACCOUNTS - accountsSeen)) {
      accountsSeen += 1;
      const { rewardsFields } = await mx.accounts.read({ userGuid, accountGuid });
      if (rewardsFields !== null) {
        const sentence =
          'MX sends the rewards fields when a single account is read, and not in lists: a query of reward levels costs one call per account.';
        return ok('rewards', sentence, { where: 'account' });
      }
    }
  }
  return accountsSeen === 0
    ? skipped(
        'rewards',
        'No account was found to look at, so that it cannot be known whether rewards fields come.',
      )
    : toMissing(mx, accountsSeen);
}

function toMissing({ apiVersion }: MxCalls, accounts: number): Finding {
  const other =
    apiVersion === 'v20250224'
      ? ' MX documents them for its beta header, which v20111101 sends: try MX_API_VERSION=v20111101.'
      : '';
  return warning(
    'rewards',
    `MX omits the rewards fields of all accounts that were looked at (${accounts}).`,
    `${ENABLE}${other}`,
    { accounts },
  );
}

/** False if MX says that the feature is not enabled. */
async function hasRewards(
  mx: MxCalls,
  key: { readonly userGuid: string; readonly memberGuid: string },
): Promise<boolean> {
  try {
    await mx.rewards.list(key);
    return true;
  } catch (error) {
    if (isMxError(error, 'FORBIDDEN')) return false;
    throw error;
  }
}
