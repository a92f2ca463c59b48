import { createElement, type ReactNode } from 'react';
import { act, create, type ReactTestRenderer } from 'react-test-renderer';
import { expect, test, vi } from 'vitest';
import {
  MxClientProvider,
  useMemberStatus,
  useMxClient,
  useRewardsRefresh,
} from '../../client/src/react/main.ts';
import { household } from '../support/household.ts';
import { expectSilence, keepBusy } from '../support/watching.ts';
import { hasty, type Kit, startKit } from './kit.ts';

const { bank, bankId, cardsId, userId } = household;
const over = { transport: 'websocket', ...hasty } as const;
const slowly = { timeout: 20_000, interval: 10 };

// react-test-renderer reports that it is deprecated. It needs no DOM.
vi.spyOn(console, 'error').mockImplementation(() => {});

/** Runs something that React is to render at once. */
async function acting(run: () => void): Promise<void> {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  try {
    await act(async () => run());
  } finally {
    vi.unstubAllGlobals();
  }
}

/** Renders a component that uses the hook, and keeps what it returned last. */
async function renderHook<Value, Props extends object>(
  { mx }: Kit,
  useHook: (props: Props) => Value,
  first: Props,
) {
  const values: Value[] = [];
  function Component(props: Props): ReactNode {
    values.push(useHook(props));
    return null;
  }
  const tree = (props: Props) =>
    createElement(MxClientProvider, { client: mx }, createElement(Component, props));
  let renderer: ReactTestRenderer | undefined;
  await acting(() => {
    renderer = create(tree(first));
  });
  const current = (): Value => values.at(-1) as Value;
  return {
    current,
    rerender: (props: Props) => acting(() => renderer?.update(tree(props))),
    act: acting,
    /** Waits until the hook's value fits. */
    async until(fits: (value: Value) => boolean): Promise<Value> {
      await vi.waitUntil(() => fits(current()), slowly);
      return current();
    },
    async [Symbol.asyncDispose]() {
      await acting(() => renderer?.unmount());
    },
  };
}

test('useMemberStatus follows a member, and leaves it with the component', async () => {
  await using kit = await startKit(over);
  keepBusy(kit.gateway);
  {
    const useHook = (props: { readonly id: string | null }) => useMemberStatus(props.id);
    await using hook = await renderHook(kit, useHook, { id: null as string | null });
    expect(hook.current()).toMatchObject({ status: undefined, error: undefined });
    await hook.rerender({ id: bankId });
    await hook.until(({ status }) => status?.connectionStatus === 'CONNECTED');
    keepBusy(kit.gateway, 'DENIED');
    await hook.until(({ status }) => status?.connectionStatus === 'DENIED');
    await hook.rerender({ id: cardsId });
    const { status } = await hook.until((value) => value.status !== undefined);
    expect(status?.connectionStatus).not.toBe('DENIED');
    await hook.rerender({ id: 'nobody' });
    const { error } = await hook.until((value) => value.error !== undefined);
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
    await hook.rerender({ id: bankId });
    await hook.until((value) => value.status !== undefined);
  }
  await expectSilence(kit.gateway);
});

test('useRewardsRefresh asks for answers and ends with the rewards', async () => {
  await using kit = await startKit(over);
  kit.gateway.sandbox.control.scriptNextJob(bank.memberGuid, 'challenge');
  await using hook = await renderHook(kit, () => useRewardsRefresh({ memberId: bankId }), {});
  expect(hook.current()).toMatchObject({ isRunning: false, event: undefined });
  await hook.act(() => {
    hook.current().refresh();
    hook.current().refresh();
  });
  const { rounds } = await hook.until((value) => value.rounds.length > 0);
  expect(rounds).toMatchObject([
    { memberId: bankId, challenges: [{ label: 'What city were you born in?' }] },
  ]);
  await hook.act(() => rounds[0]?.answer('correct'));
  const { event, rounds: open } = await hook.until(({ isRunning }) => !isRunning);
  expect(event).toMatchObject({ __typename: 'RewardsRefreshCompleted', refreshed: true });
  expect(open).toEqual([]);
  const starts = kit.gateway.sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'));
  expect(starts).toHaveLength(1);
});

test('useRewardsRefresh can be stopped, and started again', async () => {
  await using kit = await startKit(over);
  await using hook = await renderHook(kit, () => useRewardsRefresh({ userId }), {});
  await hook.act(() => hook.current().refresh());
  await hook.until(({ event }) => event !== undefined);
  await hook.act(() => hook.current().stop());
  expect(hook.current()).toMatchObject({ isRunning: false, event: undefined, error: undefined });
  await hook.act(() => hook.current().refresh());
  const { event } = await hook.until(({ isRunning }) => !isRunning);
  expect(event).toMatchObject({ __typename: 'UserRewardsRefreshCompleted' });
});

test('useRewardsRefresh tells of an error', async () => {
  await using kit = await startKit(over);
  await using hook = await renderHook(kit, () => useRewardsRefresh({ memberId: 'nobody' }), {});
  await hook.act(() => hook.current().refresh());
  const { error } = await hook.until(({ isRunning }) => !isRunning);
  expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('a hook without a provider says so', async () => {
  function Component(): ReactNode {
    useMxClient();
    return null;
  }
  await expect(acting(() => void create(createElement(Component)))).rejects.toThrow(
    'There is no MxClientProvider above.',
  );
});
