import { GraphQLDeferDirective, GraphQLStreamDirective, specifiedDirectives } from 'graphql';
import './account.ts';
import './challenge.ts';
import './credit-card-product.ts';
import './institution.ts';
import './member/challenges.ts';
import './member/connect-widget.ts';
import './member/create.ts';
import './member/delete.ts';
import './member/jobs.ts';
import './member/oauth-window.ts';
import './member/queries.ts';
import './member/rewards-refresh.ts';
import './member/status.ts';
import './member/subscription.ts';
import './member/type.ts';
import './member/update.ts';
import './node-queries.ts';
import './reward.ts';
import './rewards-summary.ts';
import './scalars.ts';
import './transaction.ts';
import './user/mutations.ts';
import './user/queries.ts';
import './user/rewards-refresh.ts';
import './user/statuses.ts';
import './user/rewards-changed.ts';
import './user/type.ts';
import { boundArguments } from './bounded-arguments.ts';
import { builder } from './builder.ts';
import { keepSemanticNonNull, semanticNonNullDirective } from './semantic-non-null.ts';

const directives = [
  ...specifiedDirectives,
  GraphQLDeferDirective,
  GraphQLStreamDirective,
  semanticNonNullDirective,
];

/** The whole schema; schema.graphql in the root is its printed form. */
export const schema = boundArguments(keepSemanticNonNull(builder.toSchema({ directives })));
// Pothos has no option for the description of a schema.
schema.description =
  "Card rewards from MX's Platform API: users, their members (connections to institutions), accounts, " +
  'rewards and card products. An end user starts at `viewer`. Connect with `createMember`, follow the job ' +
  'with `memberStatus`, refresh with `rewardsRefresh`. `memberStatuses` and `userRewardsRefresh` do the same for all members of a user.';
