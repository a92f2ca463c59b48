import type { ResultOf } from 'mx-graphql-gateway-client';
import { graphql } from './graphql.ts';

/** Everything that the page shows of the signed-in household, in one request. */
export const Household = graphql(`
  query Household($today: Date) {
    viewer {
      id
      externalId
      rewardsSummary(on: $today) {
        asOf
        units {
          unit
          total
          isComplete
          expiring
          nextExpiry
          rewards {
            id
            description
            balance
            balanceType
            expiresOn
            account {
              id
              name
            }
            member {
              id
              name
            }
          }
        }
      }
      accounts(type: CREDIT_CARD, first: 100) {
        nodes {
          id
          name
          nickname
          accountNumber
          balance
          availableCredit
          creditLimit
          currencyCode
          currentRewardLevel
          nextRewardLevel
          creditCardProduct {
            id
            name
            annualFee
            hasCashbackRewards
            hasTravelRewards
            introductoryRateOnPurchasesMonths
            isAcceptingApplicants
          }
          member {
            id
          }
        }
      }
      members(first: 100) {
        nodes {
          id
          guid
          name
          isOAuth
          institution {
            id
            name
            mediumLogoUrl
          }
          status {
            id
            nextAction
            userMessage
            isBeingAggregated
            isSettled
          }
        }
      }
    }
  }
`);

export const RewardsChanged = graphql(`
  subscription RewardsChanged($userId: ID!) {
    rewardsChanged(userId: $userId) {
      what
    }
  }
`);

export type HouseholdData = NonNullable<ResultOf<typeof Household>['viewer']>;
export type UnitTotal = NonNullable<HouseholdData['rewardsSummary']>['units'][number];
export type UnitReward = UnitTotal['rewards'][number];
export type Card = NonNullable<HouseholdData['accounts']>['nodes'][number];
export type Bank = NonNullable<HouseholdData['members']>['nodes'][number];
/** What the page needs of a status, from a query or an event. */
export type BankStatus = Pick<
  Bank['status'],
  'id' | 'nextAction' | 'userMessage' | 'isBeingAggregated'
>;
