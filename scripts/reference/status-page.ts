import { isEnumType } from 'graphql';
import { schema } from '../../src/schema/schema.ts';
import { describeStatus, knownStatuses } from '../../src/status/status-table.ts';
import { toCell, toMarkdownTable } from '../markdown-table.ts';

const unknown = 'ANYTHING_ELSE';
const all = [...knownStatuses, unknown, null];
const traits = { isOAuth: false };

/** `docs/reference/status.md`, from the table of `src/status`. */
export function toStatusPage(): string {
  return `${[
    '# Statuses of members',
    '',
    "<!-- `npm run reference` writes this page from `src/status/status-table.ts` and the schema's descriptions. -->",
    '',
    "MX's `connection_status` says what has happened. The gateway adds what to do about it: `nextAction` for the app, and `userMessage`, a sentence to show to the end user. This page lists them for each status; `MemberStatus` in the [schema](schema.md#memberstatus) has the fields.",
    '',
    '## What each status means',
    '',
    toMarkdownTable([
      ['connectionStatus', 'at MX', '`nextAction`'],
      ...all.map((status) => [
        nameOf(status),
        toCell(meaningOf(status)),
        `\`${guide(status, false).nextAction}\``,
      ]),
    ]),
    '',
    '`nextAction` here is of a member without a running job (`isBeingAggregated` is false). A status that MX adds later has the value `UNKNOWN`, with the name in `connectionStatusRaw`.',
    '',
    '## What an end user reads, and which jobs may start',
    '',
    '`isSettled` means that nothing happens until somebody acts: a stream with `completeWhenSettled` ends. A job that may not start is refused with `MEMBER_NOT_READY`.',
    '',
    toMarkdownTable([
      ['connectionStatus', '`userMessage`', '`isSettled`', '`canAggregate`', '`canFetchRewards`'],
      ...all.map((status) => {
        const { userMessage, isSettled, canAggregate, canFetchRewards } = guide(status, false);
        return [
          nameOf(status),
          toCell(userMessage),
          yes(isSettled),
          yes(canAggregate),
          yes(canFetchRewards),
        ];
      }),
    ]),
    '',
    '## While a job runs',
    '',
    'While MX works for a member, no other job may start.',
    '',
    toMarkdownTable([
      ['connectionStatus', '`nextAction`', '`userMessage`', '`isSettled`'],
      ...runningRows(),
    ]),
    '',
    '## Members that sign in at their bank',
    '',
    `A member of an OAuth institution has no credentials. If its status needs new ones (${statusesThatNeedCredentials()}), \`nextAction\` is \`AUTHORIZE_OAUTH\`: “${toCell(describeStatus(stateOf('DENIED', false), { isOAuth: true }).userMessage)}”`,
    '',
    '## A connection without accounts',
    '',
    `If MX has connected and found no accounts, \`nextAction\` of CONNECTED is \`${withoutAccounts().nextAction}\`: “${toCell(withoutAccounts().userMessage)}”`,
    '',
    '## What to do for each action',
    '',
    toMarkdownTable([['`nextAction`', 'what the app does'], ...actionRows()]),
  ].join('\n')}\n`;
}

const stateOf = (connectionStatus: string | null, isBeingAggregated: boolean) => ({
  connectionStatus,
  isBeingAggregated,
});

const guide = (status: string | null, isRunning: boolean) =>
  describeStatus(stateOf(status, isRunning), traits);

const withoutAccounts = () =>
  describeStatus(stateOf('CONNECTED', false), { isOAuth: false, hasNoAccounts: true });

const yes = (is: boolean) => (is ? 'yes' : 'no');

function nameOf(status: string | null): string {
  if (status === null) return 'null';
  return status === unknown ? 'any other' : `\`${status}\``;
}

function meaningOf(status: string | null): string {
  if (status === null) return 'A manual member, which is not connected.';
  if (status === unknown) return 'A status that this version of the gateway does not know.';
  return descriptionsOf('ConnectionStatus').get(status) ?? '';
}

function descriptionsOf(name: string): ReadonlyMap<string, string> {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new TypeError(`${name} is not an enum`);
  return new Map(type.getValues().map((value) => [value.name, value.description ?? '']));
}

/** One row for all statuses with the same guidance. */
function runningRows(): readonly (readonly string[])[] {
  const groups = Map.groupBy(all, (status) => {
    const { nextAction, userMessage, isSettled } = guide(status, true);
    return JSON.stringify([`\`${nextAction}\``, toCell(userMessage), yes(isSettled)]);
  });
  return [...groups]
    .toSorted(([, a], [, b]) => a.length - b.length)
    .map(([advice, statuses]) => [
      statuses.length > 5 ? 'all others' : statuses.map(nameOf).join(', '),
      ...(JSON.parse(advice) as string[]),
    ]);
}

function statusesThatNeedCredentials(): string {
  return all
    .filter((status) => guide(status, false).nextAction === 'UPDATE_CREDENTIALS')
    .map(nameOf)
    .join(', ');
}

function actionRows(): readonly (readonly string[])[] {
  return [...descriptionsOf('MemberNextAction')].map(([name, text]) => [
    `\`${name}\``,
    toCell(text),
  ]);
}
