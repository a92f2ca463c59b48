import { createSchema, createYoga } from 'graphql-yoga';
import { createOrigins } from '../../src/http/origins.ts';
import { type HttpServerOptions, startHttpServer } from '../../src/http/server.ts';

const yoga = createYoga({
  logging: false,
  graphiql: false,
  schema: createSchema({
    typeDefs: /* GraphQL */ `
      type Query {
        echo(text: String): String
      }
    `,
    resolvers: { Query: { echo: (_root, { text }: { text?: string }) => text ?? 'echo' } },
  }),
});

export function startEchoServer(options: Partial<HttpServerOptions> = {}) {
  return startHttpServer({
    host: '127.0.0.1',
    port: 0,
    graphql: yoga,
    ownHost: '127.0.0.1',
    origins: createOrigins({ named: [] }),
    isReady: () => true,
    ...options,
  });
}

export function post(url: string, body: BodyInit, headers: Record<string, string> = {}) {
  const duplex = 'half' as const; // fetch asks for it when a body is a stream
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    duplex,
  } as RequestInit);
}
