import fc from 'fast-check';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { type Transport, transports } from '../support/caller.ts';
import { PRODUCT } from '../support/tagged-bodies.ts';
import { memberIdOf, type Tenant } from '../support/tenants.ts';
import { type Document, documents, type Slot } from './documents.ts';

/** Whose object a variable names. */
interface Choice {
  readonly of:
    | 'own'
    | 'foreign'
    | 'mine at theirs'
    | 'theirs at mine'
    | 'malformed'
    | 'of another type';
  readonly at: number;
}

export interface RandomOperation {
  readonly name: string;
  readonly transport: Transport;
  /** Which of the callers asks. */
  readonly caller: number;
  /** Whose objects stand where foreign ones are asked for. */
  readonly other: number;
  readonly choices: readonly Choice[];
}

const choice: fc.Arbitrary<Choice> = fc.record({
  of: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Choice['of']>('own') },
    { weight: 4, arbitrary: fc.constant<Choice['of']>('foreign') },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Choice['of']>(
        'mine at theirs',
        'theirs at mine',
        'malformed',
        'of another type',
      ),
    },
  ),
  at: fc.nat(11),
});

export const randomOperation: fc.Arbitrary<RandomOperation> = fc.record({
  name: fc.constantFrom(...Object.keys(documents)),
  transport: fc.constantFrom(...transports),
  caller: fc.nat(11),
  other: fc.nat(11),
  choices: fc.array(choice, { minLength: 4, maxLength: 4 }),
});

export function documentOf({ name }: RandomOperation): Document {
  const document = documents[name];
  if (document === undefined) throw new TypeError(`no document ${name}`);
  return document;
}

/** The variables with which `me` asks, and what of `them` is in it. */
export function variablesOf(operation: RandomOperation, me: Tenant, them: Tenant) {
  const { slots, query } = documentOf(operation);
  const variables: Record<string, unknown> = Object.fromEntries(
    Object.entries(slots).map(([name, slot], index) => {
      const chosen = operation.choices[index] ?? { of: 'own', at: 0 };
      return [name, valueOf(slot, chosen, me, them)];
    }),
  );
  return query.includes('$secret') ? { ...variables, secret: 'hunter2' } : variables;
}

function valueOf(slot: Slot, { of, at }: Choice, me: Tenant, them: Tenant): unknown {
  if (slot === 'nodeIds') {
    const whose = [me, them, me] as const;
    return whose.map((owner, index) => nodeIdOf(owner, owner, at + index));
  }
  if (of === 'malformed') return malformed[at % malformed.length];
  const path = of === 'own' || of === 'theirs at mine' || of === 'of another type' ? me : them;
  const object = of === 'own' || of === 'mine at theirs' || of === 'of another type' ? me : them;
  switch (slot) {
    case 'nodeId':
      return nodeIdOf(path, object, at);
    case 'memberId':
      return of === 'of another type'
        ? me.userId
        : toGlobalId('Member', path.userGuid, pick(object.memberGuids, at));
    case 'userId':
      return of === 'of another type' ? memberIdOf(me) : object.userId;
    case 'userGuid':
      return of === 'of another type' ? me.memberGuids[0] : path.userGuid;
    case 'memberGuid':
      return of === 'of another type' ? me.accountGuids[0] : pick(object.memberGuids, at);
    case 'accountGuid':
      return pick(object.accountGuids, at);
    case 'rewardGuid':
      return pick(object.rewardGuids, at);
    case 'externalId':
      return object.externalId;
    case 'challengeId':
      return `CHA-${object.tag}`;
  }
}

function nodeIdOf(path: Tenant, object: Tenant, at: number): string {
  const { userGuid } = path;
  const { memberGuids, accountGuids, rewardGuids, transactionGuids } = object;
  const memberGuid = pick(memberGuids, at);
  const ids = [
    toGlobalId('User', userGuid),
    toGlobalId('Member', userGuid, memberGuid),
    toGlobalId('Account', userGuid, pick(accountGuids, at)),
    toGlobalId('Reward', userGuid, memberGuid, pick(rewardGuids, at)),
    toGlobalId('Transaction', userGuid, pick(transactionGuids, at)),
    toGlobalId('CreditCardProduct', PRODUCT),
  ];
  return pick(ids, at);
}

function pick(values: readonly string[], at: number): string {
  return values[at % values.length] ?? '';
}

const malformed: readonly string[] = [
  ...[
    '',
    '.',
    '..',
    '%2e%2e',
    'a/b',
    '../users',
    'USR-1/members',
    'x?y',
    'x#',
    'a\r\nb',
    '\0',
    '．．',
  ],
  Buffer.from('Member:..:..').toString('base64url'),
  Buffer.from('User:USR-1:USR-2').toString('base64url'),
];
