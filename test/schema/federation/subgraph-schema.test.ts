import { readFile } from 'node:fs/promises';
import { isInputObjectType, isObjectType, validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createSubgraphSchema } from '../../../src/schema/federation/subgraph-schema.ts';
import { schema } from '../../../src/schema/schema.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { tokenAuth } from '../../support/tenants.ts';

const printed = await readFile(
  new URL('../../../schema.federation.graphql', import.meta.url),
  'utf8',
);
const service = '{ _service { sdl } }';

test('a running subgraph says the SDL of schema.federation.graphql', async () => {
  await using gateway = await startTestGateway({ config: { isSubgraph: true } });
  expect(await gateway.query(service)).toEqual({ data: { _service: { sdl: printed } } });
});

test('without the setting, a gateway has none of the fields of a router', async () => {
  await using gateway = await startTestGateway();
  for (const field of ['_service { sdl }', '_entities(representations: []) { __typename }']) {
    const { errors } = await gateway.query(`{ ${field} }`);
    expect(errors?.[0]?.message).toMatch(/^Cannot query field "_\w+" on type "Query"/);
  }
});

test('in production, entities are served and the SDL is hidden like an introspection', async () => {
  await using gateway = await startTestGateway({
    config: { isSubgraph: true, isProduction: true },
  });
  const entities = '{ _entities(representations: []) { __typename } }';
  expect(await gateway.query(entities)).toEqual({ data: { _entities: [] } });
  const messages = [{ message: 'The document does not match the schema.' }];
  expect((await gateway.query(service)).errors).toMatchObject(messages);
  expect((await gateway.query('{ __schema { queryType { name } } }')).errors).toMatchObject(
    messages,
  );
});

test('a caller without a token is shown no SDL', async () => {
  await using gateway = await startTestGateway({ config: { isSubgraph: true, auth: tokenAuth } });
  const { data, errors } = await gateway.query(service);
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('the served schema is valid, and adds to the schema of apps without a change of it', () => {
  const served = createSubgraphSchema({ schema, showsSdl: true });
  expect(validateSchema(served)).toEqual([]);
  const types = schema.getTypeMap();
  const added = Object.keys(served.getTypeMap()).filter((name) => !Object.hasOwn(types, name));
  expect(added.toSorted()).toEqual(['_Any', '_Entity', '_Service']);
  const changed = Object.keys(types).filter((name) => served.getType(name) !== types[name]);
  expect(changed).toEqual(['Query']);
  expect(schema.getQueryType()?.getFields()).not.toHaveProperty('_entities');
});

test('every added type and field has a description', () => {
  const served = createSubgraphSchema({ schema, showsSdl: true });
  const added = Object.values(served.getTypeMap()).filter(({ name }) => /^_[A-Z]/.test(name));
  const fields = added.flatMap((type) =>
    isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [],
  );
  const own = ['_entities', '_service'].map((name) => served.getQueryType()?.getFields()[name]);
  const all = [...added, ...fields, ...own];
  expect(all).toHaveLength(6);
  for (const each of all) expect(each?.description).toBeTruthy();
});
