import {
  accountList,
  accountRow,
  memberList,
  memberRow,
  type Page,
  productRow,
  rewardList,
  statusRow,
  TAG,
  transactionList,
  userRow,
} from './bodies.ts';
import { indexOf, readShape, type Shape, tagOf } from './shape.ts';

export interface MemberPhase {
  readonly connectionStatus: string;
  readonly isBeingAggregated: boolean;
}

const MAX_TEMPLATES = 4_000;

/**
 * Responds from memory: a body is made once for each shape of user, and cut at the user's tag.
 * Null for a path that MX does not have.
 */
export function createRespond(phase: () => MemberPhase): (target: string) => string | null {
  const templates = new Map<string, readonly string[]>();

  function templateOf(key: string, make: () => unknown): readonly string[] {
    const known = templates.get(key);
    if (known !== undefined) return known;
    if (templates.size >= MAX_TEMPLATES) templates.clear();
    const template = JSON.stringify(make()).split(TAG);
    templates.set(key, template);
    return template;
  }

  return (target) => {
    const [path = '', query = ''] = target.split('?', 2);
    const [, root, user = '', ...rest] = path.split('/');
    if (root === 'credit_card_products') {
      const make = () => ({ credit_card_product: productRow(user) });
      return templateOf(path, make).join('');
    }
    if (root !== 'users') return null;
    const tag = tagOf(user);
    const { connectionStatus, isBeingAggregated } = phase();
    const key = `${connectionStatus} ${isBeingAggregated} ${target.replaceAll(tag, '')}`;
    const make = () => bodyOf(readShape(user), rest, readPage(query), phase());
    return templateOf(key, make).join(tag);
  };
}

function bodyOf(shape: Shape, rest: readonly string[], page: Page, phase: MemberPhase): unknown {
  const [noun, guid, part] = rest;
  const index = guid === undefined ? 0 : indexOf(guid);
  switch (`${noun ?? 'user'} ${part ?? (guid === undefined ? 'list' : 'one')}`) {
    case 'user list':
      return { user: userRow(shape) };
    case 'members list':
      return memberList(shape, page);
    case 'members one':
      return { member: memberRow(shape, index) };
    case 'members status':
      return { member: statusRow(index, phase.connectionStatus, phase.isBeingAggregated) };
    case 'members rewards':
      return rewardList(shape, index, page);
    case 'members accounts':
      return accountList(shape, page, index);
    case 'accounts list':
      return accountList(shape, page);
    case 'accounts one':
      return { account: accountRow(shape, index, false) };
    case 'transactions list':
      return transactionList(shape, page);
    default:
      return { error: { message: 'The bench has no such endpoint.' } };
  }
}

/** MX's own default is 25. */
function readPage(query: string): Page {
  const params = new URLSearchParams(query);
  const size = Number(params.get('records_per_page') ?? 25);
  return { number: Number(params.get('page') ?? 1), size };
}
