import {
  defaultFieldResolver,
  DirectiveLocation,
  GraphQLDirective,
  type GraphQLFieldResolver,
  GraphQLInt,
  GraphQLList,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import type { Context } from '../context.ts';
import { notFound } from '../operation/refusal.ts';

/** The directive of the nullability working group (specs.apollo.dev/nullability/v0.4). */
export const semanticNonNullDirective = new GraphQLDirective({
  name: 'semanticNonNull',
  description:
    'The field is null only with an error at its path in `errors`. A client that handles errors can ' +
    'treat it as non-null.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLList(GraphQLInt),
      default: { value: [0] },
      description: 'The levels of lists that are meant; 0 is the field itself.',
    },
  },
});

type Mark = { readonly semanticNonNull: true };
type Resolver = GraphQLFieldResolver<unknown, Context>;
interface Marked {
  readonly extensions: object;
}

/**
 * The mark of a field that is null only with an error, as its `extensions`. The items of all lists of
 * this schema with such a field are non-null, so that level 0 is the only level.
 */
export const semanticNonNull: Mark = { semanticNonNull: true };

export function isSemanticNonNull({ extensions }: Marked): boolean {
  return (extensions as Partial<Mark>).semanticNonNull === true;
}

/**
 * Keeps the promise of the marked fields: where an object has disappeared while the operation runs,
 * their null has the error NOT_FOUND.
 */
export function keepSemanticNonNull(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (isSemanticNonNull(field)) field.resolve = kept(field.resolve ?? defaultFieldResolver);
    }
  }
  return schema;
}

function kept(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const value: unknown = resolve(source, args, context, info);
    return value instanceof Promise ? value.then(orNotFound) : orNotFound(value);
  };
}

function orNotFound(value: unknown): unknown {
  if (value === null || value === undefined) throw notFound();
  return value;
}
