import { requireMember, param } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { rewardBody } from '../bodies/reward.ts';
import { notFound } from '../errors.ts';
import type { SandboxResponse } from '../options.ts';
import { overridden } from '../state.ts';

/** Returns the whole list: the endpoint has no page parameters. */
export function listRewards(call: ApiCall): SandboxResponse {
  const rewards = requireMember(call).rewards.map((reward) => rewardBody(call, reward));
  const pagination = {
    current_page: 1,
    per_page: Math.max(25, rewards.length),
    total_entries: rewards.length,
    total_pages: 1,
  };
  return { status: 200, body: { rewards, pagination } };
}

export function readReward(call: ApiCall): SandboxResponse {
  const key = param(call, 'reward');
  const reward = requireMember(call).rewards.find(({ guid }) => guid === key);
  if (reward === undefined) throw notFound('Reward');
  return { status: 200, body: { reward: rewardBody(call, reward) } };
}

export function readCreditCardProduct(call: ApiCall): SandboxResponse {
  const guid = param(call, 'product');
  const product = call.state.creditCardProducts.get(guid);
  if (product === undefined) throw notFound('Credit card product');
  return { status: 200, body: { credit_card_product: overridden(call.state, guid, product) } };
}
