import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import { READINGS } from './readings.ts';
import { MAPPING, type MxObject } from './table.ts';
import { type Kind, wiresOf } from './values.ts';

const file = new URL('../../../schema.graphql', import.meta.url);
const schema = buildSchema(readFileSync(file, 'utf8'));

/** `Type.field` of every scalar field that the API has, root types aside. */
export function scalarFields(): readonly string[] {
  const roots = ['Query', 'Mutation', 'Subscription'];
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .filter(({ name }) => !roots.includes(name))
    .flatMap((type) =>
      Object.values(isObjectType(type) ? type.getFields() : {})
        .filter((field) => isLeafType(getNamedType(field.type)))
        .map((field) => `${type.name}.${field.name}`),
    );
}

/** What the GraphQL field holds; a dot leads to a field of the object behind it. */
export function kindOfField(typeName: string, path: string): Kind {
  const [name = '', ...rest] = path.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined) throw new Error(`There is no ${typeName}.${name}`);
  return rest.length > 0
    ? kindOfField(getNamedType(field.type).name, rest.join('.'))
    : toKind(field.type);
}

function toKind(type: GraphQLOutputType): Kind {
  const named = getNamedType(type);
  return {
    name: named.name,
    enumValues: isEnumType(named) ? named.getValues().map(({ name }) => name) : null,
    isList: isListType(getNullableType(type)),
  };
}

const UNREAD: Kind = { name: '', enumValues: null, isList: false };
const kinds = new Map<string, Kind>();

for (const { type, of = MAPPING[type]?.of, only } of READINGS) {
  for (const field of only ?? Object.keys(MAPPING[type]?.fields ?? {})) {
    for (const wire of wiresOf(type, field)) {
      const kind = kindOfField(type, field);
      // Of an enum and its raw string the enum knows the values.
      const isKnown = kinds.has(`${of}.${wire}`) && kind.enumValues === null;
      if (!isKnown) kinds.set(`${of}.${wire}`, kind);
    }
  }
}

/** What a wire field has to hold for the fields that are read from it. */
export function kindOfWire(object: MxObject, wire: string): Kind {
  return kinds.get(`${object}.${wire}`) ?? UNREAD;
}
