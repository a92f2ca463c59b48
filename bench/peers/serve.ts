import { createServer } from 'node:http';
import type { RequestBody } from '../queries.ts';
import { listen } from './listen.ts';

/** A server without GraphQL: JSON in, the data of the named query out. */
export function serve(answer: (body: RequestBody) => Promise<unknown>): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as RequestBody;
      answer(body).then(
        (data) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ data }));
        },
        (error: unknown) => {
          response.writeHead(500).end(String(error));
        },
      );
    });
  });
  listen(server, '/');
}
