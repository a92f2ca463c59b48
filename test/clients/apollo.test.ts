import { testClient } from './facts.ts';
import { connectPage } from './page.ts';

const http = ['Subscriptions over HTTP'];
const socket = ['Subscriptions over a WebSocket'];

testClient('Apollo Client over HTTP', connectPage('apollo-client', { without: socket }));
testClient('Apollo Client over a WebSocket', connectPage('apollo-client', { without: http }));
