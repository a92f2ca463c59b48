import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { ApiVersion } from '../../../src/mx/endpoints.ts';
import { findOperation, readMxSpec } from '../mx-spec.ts';
import { settleBody } from '../settled-body.ts';
import { kindOfWire } from './kinds.ts';
import type { MxObject } from './table.ts';
import { createBodies, type Row } from './values.ts';

export interface MappingUpstream extends AsyncDisposable {
  readonly baseUrl: string;
  /** Every object that was sent, the last one last. */
  readonly sent: ReadonlyMap<MxObject, readonly Row[]>;
}

/** MX as its OpenAPI file has it, with a value of its own in each field of an answer. */
export async function startMappingUpstream(
  version: ApiVersion,
  run: number,
): Promise<MappingUpstream> {
  const spec = readMxSpec(version);
  const bodyOf = createBodies(spec, run, kindOfWire);
  const sent = new Map<MxObject, Row[]>();

  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const given = method === 'GET' ? undefined : await json(request).catch(() => undefined);
    const matched = findOperation(spec, method, new URL(url, 'http://mx.test').pathname);
    const [status = '404', content = {}] =
      Object.entries(matched?.operation.responses ?? {})[0] ?? [];
    if (matched === undefined || content.schema === undefined) {
      return response.writeHead(Number(status)).end();
    }
    const body = bodyOf(matched.operation.id, content.schema, (object, row) =>
      sent.set(object, [...(sent.get(object) ?? []), row]),
    );
    settleBody(body, matched, { owner: 'as asked' }, given);
    response.writeHead(Number(status), { 'content-type': content.type });
    return response.end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
