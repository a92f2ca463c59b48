import * as fc from 'fast-check';
import { type MxSpec, resolve, type Schema } from './mx-spec.ts';

/** The body that MX shows for a schema: its examples, put together. */
export function exampleOf(spec: MxSpec, given: Schema): unknown {
  const schema = resolve(spec, given);
  if (schema.example !== undefined) return schema.example;
  if (schema.type === 'array') return schema.items ? [exampleOf(spec, schema.items)] : [];
  if (schema.properties !== undefined) {
    const entries = Object.entries(schema.properties);
    return Object.fromEntries(entries.map(([name, each]) => [name, exampleOf(spec, each)]));
  }
  return schema.enum?.[0] ?? null;
}

/** `valid`: what the schema allows. `drifted`: besides, any value of any type for one field in four. */
export type PayloadKind = 'valid' | 'drifted';

/** Bodies of a schema: enums and nulls as declared, lists of 0 to 3, fields that no schema knows. */
export function arbitraryOf(spec: MxSpec, given: Schema, kind: PayloadKind): fc.Arbitrary<unknown> {
  return arbitraryAt(spec, given, kind, 0);
}

/** `depth` 0 is the body and 1 what its roots hold, which have to stay for there to be an answer. */
function arbitraryAt(
  spec: MxSpec,
  given: Schema,
  kind: PayloadKind,
  depth: number,
): fc.Arbitrary<unknown> {
  const value = valueOf(spec, resolve(spec, given), kind, depth);
  if (kind === 'valid' || depth < 2) return value;
  return fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: strange });
}

function valueOf(spec: MxSpec, schema: Schema, kind: PayloadKind, depth: number) {
  const { properties, type, items } = schema;
  if (properties !== undefined) {
    const entries = Object.entries(properties).map(([name, each]) => {
      const value = arbitraryAt(spec, each, kind, depth + 1);
      const isNullable = resolve(spec, each).nullable === true;
      return [name, isNullable ? fc.option(value, { freq: 5 }) : value] as const;
    });
    return fc.record({ ...Object.fromEntries(entries), field_of_tomorrow: strange });
  }
  if (type !== 'array') return leaf(schema);
  // A row of a root list is no deeper than a root object.
  const row = items ? arbitraryAt(spec, items, kind, depth) : strange;
  return fc.array(row, { maxLength: 3 });
}

const strange = fc.jsonValue({ maxDepth: 1 });

function leaf({ type, enum: values, example = null }: Schema): fc.Arbitrary<unknown> {
  if (values !== undefined) return fc.constantFrom(...values);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.oneof(fc.nat({ max: 40 }), fc.integer(), fc.maxSafeInteger());
  if (type === 'number') return fc.oneof(fc.integer(), fc.double(FINITE));
  return example === null ? text : fc.oneof(fc.constant(example), text);
}

const FINITE = { noNaN: true, noDefaultInfinity: true };

/** Texts as MX sends them for dates, codes and addresses, and any other. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('', '2026-02-30', '2026-11-22T09:08:07+0000', '2026-11-22T09:08:07-06:00'),
  fc.constantFrom('CONNECTED', 'CHALLENGED', 'SUSPENDED', 'POINTS', 'BALANCE', 'TOKEN', 'VOICE'),
  fc.webUrl(),
);
