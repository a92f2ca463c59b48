import { accountRoutes } from './routes/accounts.ts';
import { institutionRoutes } from './routes/institutions.ts';
import { jobRoutes } from './routes/jobs.ts';
import { memberRoutes } from './routes/members.ts';
import { rewardRoutes } from './routes/rewards.ts';
import type { Route } from './routes/route.ts';
import { userRoutes } from './routes/users.ts';

/** The endpoints that MX's guide "Fetch Rewards with the API" goes through, and the lists. */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...institutionRoutes,
  ...memberRoutes,
  ...jobRoutes,
  ...rewardRoutes,
  ...accountRoutes,
];
