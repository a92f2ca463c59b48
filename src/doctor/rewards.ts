import { MIN_PER_PAGE } from '../mx/api/pages.ts';
import type { MxCalls } from '../mx/client.ts';
import { isMxError } from '../mx/errors.ts';
import { failed, type Finding, ok, skipped, warning } from './finding.ts';
import { SLOW_FIX, SLOW_MS } from './latency.ts';
import { createTimedReads, type TimedReads } from './timed-reads.ts';

/** The most users whose accounts are looked at, and accounts that are read. */
const USERS = 5;
const ACCOUNTS = 5;

const ENABLE = 'Ask MX to enable rewards for your client.';

/**
 * Looks for the rewards fields of accounts, which MX omits silently when it does not want to send
 * them, and for the list of rewards, which may be slow alone. Reads only.
 */
export async function judgeRewards(mx: MxCalls, monotonicNow: () => number): Promise<Finding> {
  const reads = createTimedReads(monotonicNow);
  try {
    const finding = await look(mx, reads);
    return finding.state === 'ok' ? (findSlow(reads) ?? finding) : finding;
  } catch (error) {
    return toUnread(isMxError(error) ? error.code : 'unknown', reads);
  }
}

function findSlow(reads: TimedReads): Finding | undefined {
  const { what, ms = 0 } = reads.slowest() ?? {};
  if (ms < SLOW_MS) return undefined;
  const slowestMs = Math.round(ms);
  const sentence = `MX is slow: it took ${slowestMs} ms to send ${what}.`;
  return warning('rewards', sentence, SLOW_FIX, { slowestMs });
}

function toUnread(code: string, reads: TimedReads): Finding {
  const { what = 'the list of users' } = reads.last() ?? {};
  return code === 'TIMEOUT'
    ? failed('rewards', `MX did not send ${what} in time (MX_TIMEOUT_MS).`, SLOW_FIX, { code })
    : warning(
        'rewards',
        `MX did not send ${what} (${code}), so that it cannot be known whether rewards come.`,
        'Run the doctor again. If it remains, the lines exchange of the log of the gateway name the call.',
        { code },
      );
}

async function look(mx: MxCalls, { read }: TimedReads): Promise<Finding> {
  const { items: users } = await read('the list of users', () =>
    mx.users.list({}, { page: 1, perPage: MIN_PER_PAGE }),
  );
  const guids = users.flatMap((user) => (user === null ? [] : [user.guid]));
  let accountsSeen = 0;
  for (const userGuid of guids.slice(0, USERS)) {
    const { items: accounts } = await read('the accounts of a user', () =>
      mx.accounts.ofUser(userGuid),
    );
    const memberGuid = accounts.find((account) => account.memberGuid !== null)?.memberGuid;
    if (
      memberGuid != null &&
      !(await read('the rewards of a member', () => hasRewards(mx, { userGuid, memberGuid })))
    ) {
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
      const { rewardsFields } = await read('an account', () =>
        mx.accounts.read({ userGuid, accountGuid }),
      );
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
