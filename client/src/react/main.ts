export { MxClientProvider, type MxClientProviderProps, useMxClient } from './context.ts';
export { type MemberStatusState, useMemberStatus } from './member-status.ts';
export {
  type OpenRound,
  type RewardsRefreshHook,
  type RewardsRefreshState,
  useRewardsRefresh,
} from './rewards-refresh.ts';
