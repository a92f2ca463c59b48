import {
  buildSchema,
  type GraphQLFieldResolver,
  type GraphQLInterfaceType,
  GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLUnionType,
  responsePathAsArray,
} from 'graphql';
import { type Kind, valueOf } from './data.ts';

/** A schema with every form of type, and resolvers of every form. */
export const oddSchema = buildSchema(`
  scalar Odd
  enum Colour { RED GREEN BLUE }
  input Range { from: Int! = 1, to: Int, tags: [String!], inner: Range }
  interface Named { name: String, self: Named, others: [Named!] }
  interface Sized implements Named { name: String, self: Named, others: [Named!], size: Int! }
  type Cat implements Named & Sized {
    name: String, self: Named, others: [Named!], size: Int!, friend: Animal, sure: Cat!, odd: Odd
    kittens(first: Int = 2, range: Range): [Cat!]!, echo(text: String, n: Int! = 3, ids: [ID!], colour: Colour, range: Range): String
    ids: [ID], matrix: [[Int!]], strict: [[Cat!]!]!, colour: Colour!, root: Query
  }
  type Dog implements Named {
    name: String!, self: Named!, others: [Named!], friend: Animal!, owner: Person, barks: [Boolean!]
    weight: Float, id: ID!, odds: [Odd!], rest(range: Range!, flag: Boolean): String, late: [Animal!]
  }
  type Person { name: String, pets: [Animal], best: Animal!, people: [Person!]!, age: Int, colour: Colour, odd: Odd!, cats: [Cat!] }
  union Animal = Cat | Dog
  type Query {
    cat: Cat, dog: Dog!, person: Person, animals: [Animal!], named: Named, sized: Sized!, people: [[Person]!]
    echo(text: String = "none", n: Int! = 3, ids: [ID!] = ["a"], colour: Colour = GREEN, range: Range): String
    lazy(text: String): String!, number: Int, odd: Odd, query: Query
  }
  type Mutation { cat: Cat, dog: Dog!, person(age: Int): Person, number: Int!, animals: [Animal!]! }
  type Subscription { cat: Cat, dog: Dog!, people: [Person!] }
`);

function toText(args: unknown, info: GraphQLResolveInfo): string {
  const { fieldName, path, parentType, returnType, fieldNodes, variableValues, operation } = info;
  return JSON.stringify([
    ...[args, fieldName, responsePathAsArray(path), path.typename, parentType, returnType],
    ...[
      fieldNodes.length,
      variableValues.coerced,
      operation.operation,
      Object.keys(info.fragments),
    ],
  ]);
}

const fields = (name: string) =>
  (oddSchema.getType(name) as GraphQLObjectType | GraphQLInterfaceType).getFields();

/** Resolvers with all numbers of parameters; what they return are generated values too. */
const resolvers: Readonly<Record<string, GraphQLFieldResolver<unknown, unknown>>> = {
  'Query.echo': (_source, args, _context, info) => toText(args, info),
  'Query.lazy': (...[, args, , info]) => toText(args, info),
  'Cat.echo': async (_source, args, _context, info) => toText(args, info),
  'Dog.rest': (...[, args, , info]) => toText(args, info),
  'Cat.friend': (source) => valueOf(source, 'friend'),
  'Dog.owner': async (source) => valueOf(source, 'owner'),
  'Person.best': (source, _args, _context, info) => valueOf(source, info.fieldName),
  'Query.query': (source) => source,
  'Cat.root': (source) => source,
};
for (const [name, resolve] of Object.entries(resolvers)) {
  const [type = '', field = ''] = name.split('.');
  const definition = fields(type)[field];
  if (definition === undefined) throw new Error(`no field ${name}`);
  definition.resolve = resolve;
}

const odd = oddSchema.getType('Odd');
if (!(odd instanceof GraphQLScalarType)) throw new TypeError('Odd is no scalar');
odd.coerceOutputValue = (value) => {
  const text = String(value);
  if (text.length % 7 === 0) throw new Error(`Odd has no form for ${text}.`);
  if (text.length % 11 === 0) return undefined;
  if (text.length % 13 === 0) return Promise.resolve(text);
  return { text };
};

for (const name of ['Cat', 'Person']) {
  const type = oddSchema.getType(name);
  if (!(type instanceof GraphQLObjectType)) throw new TypeError(`${name} is no object`);
  type.isTypeOf = (value, _context, info) => {
    const answer = valueOf(value, `isTypeOf${name}`);
    if (info.schema !== oddSchema) throw new Error('not the schema');
    return answer as boolean;
  };
}
const animal = oddSchema.getType('Animal');
if (!(animal instanceof GraphQLUnionType)) throw new TypeError('Animal is no union');
animal.resolveType = (value, _context, info, type) => {
  const name = valueOf(value, `resolveType${type.name}`);
  return (name === 'path' ? responsePathAsArray(info.path).join('.') : name) as string;
};

const kinds: Readonly<Record<string, Kind>> = {
  ...{ others: 'list', kittens: 'list', late: 'list', pets: 'list', people: 'list', cats: 'list' },
  ...{ animals: 'list', strict: 'matrix', matrix: 'matrix', 'matrix[]': 'int' },
  ...{ ids: 'list', 'ids[]': 'text', barks: 'list', 'barks[]': 'boolean', odds: 'list' },
  ...{ 'odds[]': 'text', size: 'int', age: 'int', number: 'int', weight: 'float', colour: 'enum' },
  ...{ name: 'text', id: 'text', odd: 'text' },
};

/** The kind of the values of a field of the schema. */
export function kindOf(field: string): Kind {
  return kinds[field] ?? 'object';
}
