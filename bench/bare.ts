import { createServer, request as send, Agent } from 'node:http';
import { USER } from './upstream.ts';

// The peer: the same responses, hand-written on node:http, with no GraphQL and no checks. The
// difference is the cost of the gateway. The argument is MX's address; the program prints its port.

const base = process.argv[2] ?? '';
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const products = new Map<string, unknown>();

interface Answer {
  readonly user?: unknown;
  readonly members?: readonly { readonly guid: string }[];
  readonly accounts?: readonly { readonly credit_card_product_guid: string }[];
  readonly credit_card_product?: unknown;
}

function read(path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    send(base + path, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    })
      .on('error', reject)
      .end();
  });
}

async function readProduct(guid: string): Promise<unknown> {
  const known = products.get(guid);
  if (known !== undefined) return known;
  const { credit_card_product: product } = await read(`/credit_card_products/${guid}`);
  products.set(guid, product);
  return product;
}

async function wallet(): Promise<unknown> {
  const path = `/users/${USER}`;
  const [{ user }, { members = [] }, { accounts = [] }] = await Promise.all([
    read(path),
    read(`${path}/members`),
    read(`${path}/accounts`),
  ]);
  const [rewards, cards] = await Promise.all([
    Promise.all(members.map(({ guid }) => read(`${path}/members/${guid}/rewards`))),
    Promise.all(accounts.map((account) => readProduct(account.credit_card_product_guid))),
  ]);
  return { user, members, accounts, rewards, cards };
}

async function status(): Promise<unknown> {
  return read(`/users/${USER}/members/MBR-00000000`);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string };
    const answer = query.includes('rewards') ? wallet() : status();
    void answer.then((data) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data }));
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
