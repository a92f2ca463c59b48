import { household } from './household.ts';
import { postText, requestText } from './raw-http.ts';
import { watchStatus } from './watching.ts';

const HANDSHAKE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
];

const query = { query: '{ institution(code: "mxbank") { name } }' };
const watch = { query: watchStatus, variables: { id: household.bankId } };
const sse = 'Accept: text/event-stream';
const get = requestText(`GET /graphql?query=${encodeURIComponent(query.query)}`);
const handshake = requestText('GET /graphql', ...HANDSHAKE);
const subscribe = { type: 'subscribe', id: '1', payload: watch };

function chunkedPost(operation: object): string {
  const body = JSON.stringify(operation);
  const chunks = [body.slice(0, 7), body.slice(7)]
    .map((text) => `${text.length.toString(16)};x=y\r\n${text}\r\n`)
    .join('');
  const headers = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
  return `${requestText('POST /graphql', ...headers)}${chunks}0\r\nTrailer: x\r\n\r\n`;
}

/** A frame of a client, under a mask of zeros. */
function frame(opcode: number, text = '', isLast = true): string {
  const length =
    text.length < 126
      ? String.fromCodePoint(128 | text.length)
      : String.fromCodePoint(128 | 126, text.length >> 8, text.length & 255);
  return `${String.fromCodePoint((isLast ? 128 : 0) | opcode)}${length}\0\0\0\0${text}`;
}

const init = frame(1, '{"type":"connection_init"}');
const frames = [
  init,
  frame(9, 'ping'),
  frame(1, JSON.stringify(subscribe).slice(0, 40), false),
  frame(9),
  frame(0, JSON.stringify(subscribe).slice(40)),
  frame(10),
  frame(1, '{"type":"complete","id":"1"}'),
  frame(8, '\u0003\u00e8'),
].join('');

/** Valid and invalid requests of clients, as bytes in Latin-1. */
export const conversations: Readonly<Record<string, string>> = {
  'a question about health': requestText('GET /health'),
  'a query by GET': get,
  'a query by POST': postText(query),
  'a query that waits to be asked to go on': postText(query, 'Expect: 100-continue'),
  'a query in chunks': chunkedPost(query),
  'a subscription over SSE': postText(watch, sse),
  'a preflight': requestText('OPTIONS /graphql', 'Origin: https://a.example'),
  'a body of the wrong type': postText(query).replace('json', 'xml '),
  'a body that is no JSON': postText(query).replace('{"', '{{'),
  'several at once': get + chunkedPost(query) + postText(watch, sse) + get,
  'one that cannot be read behind one that can': `${get}nonsense\r\n\r\n`,
  'an old client': 'GET /health HTTP/1.0\r\n\r\n',
  'a tunnel': 'CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n\u0016\u0003\u0001',
  'another protocol': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  TLS: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'a socket': handshake + frames,
  'a socket with a text that is no message': handshake + init + frame(1, 'nonsense'),
  'a socket with a frame that is none': `${handshake}${init}\u00ff\u00ff\u00ff`,
  'a handshake at a wrong path': handshake.replace('/graphql', '/nowhere') + frames,
  'a handshake of a foreign page': `${handshake.slice(0, -2)}Origin: https://evil.example\r\n\r\n`,
  'a handshake of a foreign host': handshake.replace('localhost', 'evil.example'),
  'a handshake without a key': handshake.replace('dGhlIHNhbXBsZSBub25jZQ==', 'none'),
  'a handshake of an old version': handshake.replace('Version: 13', 'Version: 7'),
  'a handshake by POST': handshake.replace('GET', 'POST'),
  'a handshake with a body': `${handshake.slice(0, -2)}Content-Length: 4\r\n\r\nbody${init}`,
  'a handshake behind a query': get + handshake + init,
};
