import { testClient } from './facts.ts';
import { connectPage } from './page.ts';

const clients = ['graphql-ws', 'graphql-sse', 'EventSource'];

for (const name of clients) {
  const without = clients.filter((other) => other !== name);
  testClient(name, connectPage('streams', { without }));
}
