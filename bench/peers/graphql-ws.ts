import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { createSchema } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { listen } from './listen.ts';
import { watch } from './status-polls.ts';

// Plain graphql-ws on ws, as the recipe of its documentation writes it.

const schema = createSchema({
  typeDefs: /* GraphQL */ `
    type Query {
      isReady: Boolean
    }
    type Subscription {
      memberStatus(memberId: ID!): MemberStatus!
    }
    type MemberStatus {
      connectionStatus: String
      isBeingAggregated: Boolean!
    }
  `,
  resolvers: {
    Subscription: {
      memberStatus: {
        subscribe: (_: unknown, { memberId }: { memberId: string }) => watch(memberId),
        resolve: (status: unknown) => status,
      },
    },
  },
});

const server = createServer();
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
listen(server, '/graphql');
