import { readFile } from 'node:fs/promises';
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql';
import { expect, test } from 'vitest';
import { toSchemaText } from '../../scripts/schema-text.ts';
import { schema } from '../../src/schema/schema.ts';

const own = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

interface Element {
  readonly name: string;
  readonly description: string | null | undefined;
}

/** A type with everything in it that can be described. */
function* elementsOf(type: GraphQLNamedType): Generator<Element> {
  yield { name: type.name, description: type.description };
  if (isEnumType(type)) {
    for (const { name, description } of type.getValues()) {
      yield { name: `${type.name}.${name}`, description };
    }
  }
  if (isInputObjectType(type) || isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      yield { name, description: field.description };
      const args = 'args' in field ? field.args : [];
      for (const arg of args) yield { name: `${name}(${arg.name})`, description: arg.description };
    }
  }
}

const elements = own.flatMap((type) => [...elementsOf(type)]);

test('schema.graphql is the printed schema', async () => {
  const committed = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');
  expect(toSchemaText(schema)).toBe(committed);
});

test('the schema is valid', () => {
  expect(validateSchema(schema)).toEqual([]);
});

test('every type, field, argument, enum value and input field has a description', () => {
  const silent = elements.filter(({ description }) => !description?.trim());
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(elements.length).toBeGreaterThan(300);
});

test('a description is a sentence or a part of one, and names no source file and no task', () => {
  const odd = elements.filter(
    ({ description }) =>
      !/[.:)]$/.test(description ?? '') || /\.ts\b|TODO|FIXME/.test(description ?? ''),
  );
  expect(odd).toEqual([]);
});

test('a Secret is only in inputs', () => {
  const answers = own.filter((type) => isObjectType(type) || isInterfaceType(type));
  const types = answers.flatMap((type) =>
    Object.values(type.getFields()).map((field) => String(field.type)),
  );
  expect(types.filter((type) => type.includes('Secret'))).toEqual([]);
});

test('a field of an open enum has its raw string beside it, totals, transactions and errors aside', () => {
  const fields = own.filter(isObjectType).flatMap((type) => {
    const names = new Set(Object.keys(type.getFields()));
    return Object.values(type.getFields()).flatMap((field) => {
      const [, enumName = ''] = /^(\w+)!?$/.exec(String(field.type)) ?? [];
      const named = schema.getType(enumName);
      const isOpen = isEnumType(named) && named.getValue('UNRECOGNIZED') !== undefined;
      return isOpen
        ? [{ name: `${type.name}.${field.name}`, hasRaw: names.has(`${field.name}Raw`) }]
        : [];
    });
  });
  expect(fields.length).toBeGreaterThan(4);
  const bare = fields.filter(({ hasRaw }) => !hasRaw).map(({ name }) => name);
  expect(bare.filter((name) => !/^(?:RewardUnitTotal|Transaction|\w+Error)\./.test(name))).toEqual(
    [],
  );
});

test('every Node can be read by its id', () => {
  const { objects } = schema.getImplementations(schema.getType('Node') as never);
  expect(objects.map(({ name }) => name).toSorted()).toEqual(
    [
      'Account',
      'CreditCardProduct',
      'Institution',
      'Member',
      'Reward',
      'Transaction',
      'User',
    ].filter((name) => schema.getType(name) !== undefined),
  );
});
