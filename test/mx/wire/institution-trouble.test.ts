import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInstitutionTrouble } from '../../../src/mx/wire/institution-trouble.ts';
import { startWireClient, USER } from '../../support/wire-client.ts';
import { answer } from '../../support/wire-server.ts';

const read = (body: string, status = 400, contentType: string | undefined = 'application/json') =>
  readInstitutionTrouble({ status, contentType, body: Buffer.from(body) });

const typed = (type: unknown) =>
  JSON.stringify({ error: { message: 'hunter2', status: 400, type } });

test.for([
  ['institution_maintenance_error', 'maintenance'],
  ['institution_unavailable_error', 'unavailable'],
  ['institution_prevented_error', 'blocked'],
  ['institution_prevent_new_error', 'blocked'],
  ['institution_prevent_verification_error', 'blocked'],
  ['institution_of_a_new_kind_error', 'unrecognized'],
  [' Institution_Maintenance_Error ', 'maintenance'],
  ['institution_unsupported_error', undefined],
  ['bad_request', undefined],
  ['', undefined],
  [null, undefined],
  [7, undefined],
  [{ a: 1 }, undefined],
])('a refusal of the type %j means trouble of an institution: %j', ([type, trouble]) => {
  expect(read(typed(type))).toBe(trouble);
});

test('a refusal that is not JSON, or has no error in it, is an ordinary refusal', () => {
  const bodies = ['', '{', '[]', 'null', '"institution_maintenance_error"', '{"error":null}'];
  for (const body of [...bodies, '{"error":"institution_maintenance_error"}', '<html>']) {
    expect(read(body)).toBeUndefined();
  }
  expect(read(typed('institution_maintenance_error'), 400, 'text/html')).toBeUndefined();
});

test('a refusal with any body at all never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      expect([undefined, 'maintenance', 'unavailable', 'blocked', 'unrecognized']).toContain(
        read(body),
      );
    }),
  );
});

const FILLER = 'x'.repeat(20_000);

test.for<[string, string, string]>([
  ['400 Bad Request', typed('institution_unavailable_error'), 'INSTITUTION_UNAVAILABLE'],
  ['409 Conflict', typed('institution_prevented_error'), 'INSTITUTION_UNAVAILABLE'],
  ['422 Unprocessable', typed('institution_prevented_error'), 'INSTITUTION_UNAVAILABLE'],
  ['404 Not Found', typed('institution_unavailable_error'), 'NOT_FOUND'],
  ['400 Bad Request', typed('bad_request'), 'INVALID_INPUT'],
  [
    '400 Bad Request',
    `{"error":{"type":"institution_unavailable_error"},"a":"${FILLER}"}`,
    'INVALID_INPUT',
  ],
])('over the wire, %s with %o is %s, of reads and writes', async ([status, body, code]) => {
  await using t = await startWireClient((socket) => socket.write(answer(body, [], status)));
  for (const call of [() => t.client.users.read(USER), () => t.client.users.create({})]) {
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('hunter2');
  }
});

test.for([
  ['gzip', 'INVALID_INPUT'],
  ['unheard-of', 'INVALID_INPUT'],
])('a reason in an unreadable encoding (%s) is left out', async ([encoding, code]) => {
  await using t = await startWireClient((socket) =>
    socket.write(
      answer(typed('institution_unavailable_error'), [`content-encoding: ${encoding}`], '400 No'),
    ),
  );
  expect(await t.read()).toBe(code);
});
