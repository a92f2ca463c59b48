/** The part of the gateway's schema that the queries of the bench select, for the peers. */
export const typeDefs = /* GraphQL */ `
  type Query {
    user(guid: ID!): User
    member(guid: ID!, userGuid: ID!): Member
  }
  type User {
    guid: ID!
    email: String
    members(first: Int = 20): MemberConnection
    accounts(first: Int = 20): AccountConnection
    transactions(first: Int = 20): TransactionConnection
  }
  type MemberConnection {
    nodes: [Member!]!
  }
  type Member {
    guid: ID!
    name: String
    status: MemberStatus!
    rewards: [Reward!]
    accounts(first: Int = 20): AccountConnection
  }
  type MemberStatus {
    connectionStatus: String
    isBeingAggregated: Boolean!
  }
  type Reward {
    guid: ID!
    balance: String
    unit: String!
    balanceType: String!
    description: String
  }
  type AccountConnection {
    nodes: [Account!]!
  }
  type Account {
    guid: ID!
    name: String
    type: String!
    balance: String
    currencyCode: String
    isClosed: Boolean
    creditCardProduct: CreditCardProduct
  }
  type CreditCardProduct {
    guid: ID!
    name: String
    annualFee: String
    hasCashbackRewards: Boolean
    isActive: Boolean
  }
  type TransactionConnection {
    nodes: [Transaction!]!
  }
  type Transaction {
    guid: ID!
    date: String
    description: String
    amount: String
    type: String
    category: String
  }
`;
