import { testClient } from './facts.ts';
import { connectPage } from './page.ts';

const sse = ['Subscriptions over SSE'];
const socket = ['Subscriptions over a WebSocket'];

testClient('urql over a WebSocket', connectPage('urql', { without: sse }));
testClient('urql over SSE', connectPage('urql', { without: socket }));
