import {
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  parse,
  printSchema,
  visit,
} from 'graphql';
import { isSemanticNonNull } from '../src/schema/semantic-non-null.ts';

/** The sorted SDL of the schema, with `@semanticNonNull`, which graphql's `printSchema` omits. */
export function toSchemaText(schema: GraphQLSchema): string {
  const text = `${printSchema(lexicographicSortSchema(schema))}\n`;
  const ends: number[] = [];
  const readType = (typeName: string, fieldName: string) => {
    const type = schema.getType(typeName);
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  };
  visit(parse(text), {
    ObjectTypeDefinition({ name: { value: typeName }, fields = [] }) {
      for (const { name, type } of fields) {
        const field = readType(typeName, name.value);
        if (field && isSemanticNonNull(field) && type.loc) ends.push(type.loc.end);
      }
    },
  });
  return ends.reduceRight(
    (whole, end) => `${whole.slice(0, end)} @semanticNonNull${whole.slice(end)}`,
    text,
  );
}
