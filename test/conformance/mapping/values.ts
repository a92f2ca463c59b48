import { toGlobalId } from '../../../src/schema/global-id.ts';
import type { MxSpec, Schema } from '../mx-spec.ts';
import { resolve } from '../mx-spec.ts';
import { IN_NO_FILE } from './exceptions.ts';
import { MAPPING, type MxObject } from './table.ts';

/** How the value of a wire field has to look for the gateway to read it. */
export interface Kind {
  /** A type of GraphQL that is read from it, `''` for a field that nobody reads. */
  readonly name: string;
  /** The values of that type, when it is an enum. */
  readonly enumValues: readonly string[] | null;
  readonly isList: boolean;
}

/**
 * So many answers are compared: in each, the booleans of an object are one digit of their binary
 * numbers, so that of any two one answer at least has different values.
 */
export const RUNS = 6;

export type Row = Record<string, unknown>;
type KindOf = (object: MxObject, wire: string) => Kind;

/** Each kind of challenge once. */
const CHALLENGES = ['TEXT', 'TOKEN', 'OPTIONS', 'IMAGE_DATA', 'IMAGE_OPTIONS'];
const PREFIXES: Readonly<Record<string, string>> = {
  account_guid: 'ACT',
  member_guid: 'MBR',
  user_guid: 'USR',
  credit_card_product_guid: 'CCA',
};
const DAY_MS = 86_400_000;

/**
 * The body of an answer by its schema in MX's OpenAPI file, in which each field has a value of its
 * own in this run. `onRow` is told of every object in it.
 */
export function createBodies(spec: MxSpec, run: number, kindOf: KindOf) {
  function bodyOf(
    operationId: string,
    schema: Schema,
    onRow: (object: MxObject, row: Row) => void,
  ) {
    const { properties = {} } = resolve(spec, schema);
    const body: Row = {};
    for (const [root, each] of Object.entries(properties)) {
      if (root !== 'pagination') body[root] = valueAt(objectOf(operationId, root), root, each);
    }
    return body;

    function valueAt(object: MxObject, wire: string, given: Schema, row = 0): unknown {
      const { properties: inner, items, type } = resolve(spec, given);
      if (inner !== undefined) return rowOf(object, inner, row);
      // Not every list of the files is called an array.
      if (items === undefined) return leafOf(object, wire, type, row);
      if (resolve(spec, items).properties === undefined)
        return [leafOf(object, wire, 'string', row)];
      const length = object === 'challenge' ? CHALLENGES.length + 1 : 1;
      return Array.from({ length }, (_, at) => valueAt(object, wire, items, at));
    }

    function rowOf(object: MxObject, fields: Readonly<Record<string, Schema>>, at: number): Row {
      const row: Row = {};
      for (const [wire, each] of Object.entries(fields)) {
        const isNested = resolve(spec, each).items !== undefined || resolve(spec, each).properties;
        row[wire] = valueAt(isNested ? (NESTED[wire] ?? object) : object, wire, each, at);
      }
      for (const wire of IN_NO_FILE[object] ?? []) {
        row[wire] = leafOf(object, wire, wire.startsWith('is_') ? 'boolean' : 'string', at);
      }
      onRow(object, row);
      return row;
    }
  }

  /** The `at`-th row of a list has another value again. */
  function leafOf(object: MxObject, wire: string, type: Schema['type'], at: number): unknown {
    const number = numberOf(object, wire) * 10 + at;
    const { name, enumValues, isList } = kindOf(object, wire);
    // A hidden one is left out of lists.
    if (object === 'institution' && wire === 'is_hidden') return false;
    if (object === 'challenge' && wire === 'type') return CHALLENGES[at] ?? `type-${number}`;
    if (enumValues !== null) return enumValueOf(enumValues, number, isList);
    if (wire === 'guid' || wire.endsWith('_guid')) return `${PREFIXES[wire] ?? 'XXX'}-${number}`;
    if (wire === 'image_data' || wire === 'data_uri') return `data:image/png;base64,${number}`;
    if (name === 'DateTime')
      return new Date(number * DAY_MS).toISOString().replace('.000Z', '+00:00');
    if (name === 'Date') return new Date(number * DAY_MS).toISOString().slice(0, 10);
    if (name === 'URL') return `https://example.com/${number}`;
    if (type === 'boolean') return ((numberOf(object, wire, 'boolean') >> run) & 1) === 1;
    if (type === 'number') return number + 0.25;
    return type === 'integer' ? number : `${wire}-${number}`;
  }

  function enumValueOf(values: readonly string[], number: number, isList: boolean): string {
    const known = values.filter((value) => value !== 'UNRECOGNIZED');
    // A value that only the raw string tells apart, then one that the enum does.
    if (run === 0) return `value_${number}`;
    const value = known[(number + run) % known.length] ?? '';
    return isList ? value.toLowerCase() : value;
  }

  const numbers = new Map<string, number>();

  /** From 1, in the order of asking, of all fields or of those of one object and type. */
  function numberOf(object: MxObject, wire: string, type = ''): number {
    const scope = type === '' ? '' : `${object} ${type}`;
    const key = `${scope}/${object}.${wire}`;
    const last = numbers.get(scope) ?? 0;
    if (!numbers.has(key)) {
      numbers.set(scope, last + 1);
      numbers.set(key, last + 1);
    }
    return numbers.get(key) ?? 0;
  }

  return bodyOf;
}

const NESTED: Readonly<Record<string, MxObject>> = {
  challenges: 'challenge',
  options: 'option',
  image_options: 'image_option',
};

const OBJECTS: Readonly<Record<string, MxObject>> = {
  readMemberStatus: 'status',
  requestOAuthWindowURI: 'oauth_window',
  requestConnectWidgetURL: 'widget',
  requestWidgetURL: 'widget',
};

/** What stands under this root of an answer, be it one or a list. */
export function objectOf(operationId: string, root: string): MxObject {
  const singular = root.endsWith('s') && root !== 'status' ? root.slice(0, -1) : root;
  return OBJECTS[operationId] ?? (singular as MxObject);
}

/** What the gateway should make of the value of a wire field. */
export function expectedOf(value: unknown, kind: Kind): unknown {
  if (Array.isArray(value)) return value.map((each) => expectedOf(each, kind));
  if (typeof value === 'number') return kind.name === 'Decimal' ? String(value) : value;
  if (typeof value !== 'string') return value ?? null;
  if (kind.enumValues !== null) {
    const known = kind.isList ? value.toUpperCase() : value;
    return kind.enumValues.includes(known) ? known : 'UNRECOGNIZED';
  }
  return kind.name === 'DateTime' ? new Date(value).toISOString() : value;
}

/** The wire names that a GraphQL field is read from. */
export function wiresOf(type: string, field: string): readonly string[] {
  const wires = MAPPING[type]?.fields[field] ?? [];
  return typeof wires === 'string' ? [wires] : wires;
}

export const asked = {
  user: 'USR-1',
  member: 'MBR-1',
  userId: toGlobalId('User', 'USR-1'),
  memberId: toGlobalId('Member', 'USR-1', 'MBR-1'),
  transactionId: toGlobalId('Transaction', 'USR-1', 'TRN-1'),
} as const;
