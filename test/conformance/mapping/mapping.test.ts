import { expect, test } from 'vitest';
import type { ApiVersion } from '../../../src/mx/endpoints.ts';
import type { Data } from '../../support/gateway.ts';
import { startConformanceGateway } from '../conformance-gateway.ts';
import { readMxSpec, resolve, type Schema } from '../mx-spec.ts';
import { IN_NO_FILE, MADE_HERE } from './exceptions.ts';
import { kindOfField, kindOfWire, scalarFields } from './kinds.ts';
import { type Reading, READINGS } from './readings.ts';
import { MAPPING, type MxObject } from './table.ts';
import { startMappingUpstream } from './upstream.ts';
import { createBodies, expectedOf, objectOf, type Row, RUNS, wiresOf } from './values.ts';

const VERSIONS: readonly ApiVersion[] = ['v20111101', 'v20250224'];

/** Every object that MX's file of this version answers with, and its fields. */
function objectsOf(version: ApiVersion, run = 0): ReadonlyMap<MxObject, Row> {
  const spec = readMxSpec(version);
  const bodyOf = createBodies(spec, run, kindOfWire);
  const objects = new Map<MxObject, Row>();
  for (const { id, responses } of spec.operations) {
    for (const { schema } of Object.values(responses)) {
      if (schema !== undefined) bodyOf(id, schema, (object, row) => objects.set(object, row));
    }
  }
  return objects;
}

test('every scalar field of every type is in the table, or marked as not from MX', () => {
  const mapped = Object.entries(MAPPING).flatMap(([type, { fields }]) =>
    Object.keys(fields).map((field) => `${type}.${field}`),
  );
  const isMadeHere = (field: string) => MADE_HERE.some((pattern) => pattern.test(field));
  const open = scalarFields().filter((field) => !mapped.includes(field) && !isMadeHere(field));
  // Add them to table.ts, and to readings.ts if their type is new.
  expect(open).toEqual([]);
  expect(mapped.filter(isMadeHere)).toEqual([]);
  for (const [type, { fields }] of Object.entries(MAPPING)) {
    for (const field of Object.keys(fields)) expect(kindOfField(type, field).name).not.toBe('');
  }
  const types = new Set(READINGS.map(({ type }) => type));
  expect(Object.keys(MAPPING).filter((type) => !types.has(type))).toEqual([]);
});

test("every wire name of the table is in MX's own file, or documented beside it", () => {
  const files = VERSIONS.map((version) => fieldsOfFile(version));
  const unknown = Object.entries(MAPPING).flatMap(([type, { of, fields }]) =>
    Object.keys(fields)
      .flatMap((field) => wiresOf(type, field))
      .filter((wire) => !files.some((file) => file.get(of)?.has(wire)))
      .filter((wire) => IN_NO_FILE[of]?.includes(wire) !== true)
      .map((wire) => `${type}: ${wire}`),
  );
  expect(unknown).toEqual([]);
  // What is documented beside the files is not in them.
  for (const [object, wires] of Object.entries(IN_NO_FILE)) {
    for (const wire of wires) {
      expect(files.some((file) => file.get(object as MxObject)?.has(wire))).toBe(false);
    }
  }
});

/** The names alone, without the values that the upstream has for them. */
function fieldsOfFile(version: ApiVersion): ReadonlyMap<MxObject, ReadonlySet<string>> {
  const spec = readMxSpec(version);
  const found = new Map<MxObject, Set<string>>();
  const nested = { challenges: 'challenge', options: 'option', image_options: 'image_option' };
  const visit = (object: MxObject, given: Schema) => {
    const { properties, items } = resolve(spec, given);
    if (items !== undefined) visit(object, items);
    for (const [wire, each] of Object.entries(properties ?? {})) {
      found.set(object, (found.get(object) ?? new Set()).add(wire));
      const inner = nested[wire as keyof typeof nested];
      if (inner !== undefined) visit(inner as MxObject, each);
    }
  };
  for (const { id, responses } of spec.operations) {
    for (const { schema = {} } of Object.values(responses)) {
      for (const [root, each] of Object.entries(resolve(spec, schema).properties ?? {})) {
        if (root !== 'pagination') visit(objectOf(id, root), each);
      }
    }
  }
  return found;
}

test.for(VERSIONS)('no two fields of an object of %s have the same values', (version) => {
  const runs = Array.from({ length: RUNS }, (_, run) => objectsOf(version, run));
  const repeated = [...(runs[0] ?? [])].flatMap(([object, first]) => {
    const valuesOf = (wire: string) =>
      JSON.stringify(runs.map((objects) => objects.get(object)?.[wire]));
    // Lists and objects that nobody reads are empty.
    const wires = Object.keys(first).filter((wire) => valuesOf(wire).match(/[^[\]{},]/));
    const known = new Map<string, string>();
    return wires.flatMap((wire) => {
      const other = known.get(valuesOf(wire));
      known.set(valuesOf(wire), wire);
      return other === undefined ? [] : [`${object}: ${other} and ${wire}`];
    });
  });
  expect(repeated).toEqual([]);
});

const cases = VERSIONS.flatMap((version) =>
  Array.from({ length: RUNS }, (_, run) => ({ version, run })),
);

test.for(cases)(
  'each scalar field has the value of its own wire field ($version, answer $run)',
  async ({ version, run }) => {
    await using upstream = await startMappingUpstream(version, run);
    await using gateway = await startConformanceGateway(upstream.baseUrl, { apiVersion: version });
    const { sent } = upstream;
    const wrong: unknown[] = [];
    for (const reading of READINGS) {
      const fields = reading.only ?? Object.keys(MAPPING[reading.type]?.fields ?? {});
      const document = reading.document(fields.map(toSelection).join(' '));
      const { data, errors } = await gateway.query(document);
      if (errors !== undefined) wrong.push({ document, errors });
      wrong.push(...compare(reading, fields, reading.find(data ?? {}), sent));
    }
    expect(wrong).toEqual([]);
  },
);

/** Fields whose value is not that of their wire field. */
function compare(
  { type, of }: Reading,
  fields: readonly string[],
  found: Data | undefined,
  sent: ReadonlyMap<MxObject, readonly Row[]>,
) {
  const object = of ?? MAPPING[type]?.of;
  if (object === undefined || found === undefined) return [{ type, found }];
  const rows = sent.get(object) ?? [];
  const row = rows.findLast((each) => isRowOf(each, found)) ?? rows.at(-1) ?? {};
  return fields.flatMap((field) => {
    const wires = wiresOf(type, field);
    const wire = wires.find((each) => row[each] !== undefined) ?? wires[0] ?? '';
    const expected = expectedOf(row[wire], kindOfField(type, field));
    const value = valueAt(found, field);
    const isSame = JSON.stringify(value) === JSON.stringify(expected);
    return isSame
      ? []
      : [{ field: `${type}.${field}`, wire: `${object}.${wire}`, value, expected }];
  });
}

/** Of several rows of one list, the one that this was made of. */
function isRowOf(row: Row, found: Data): boolean {
  const keys = [found['guid'], found['id'], found['code'], found['value']];
  return keys.some((key) => key !== undefined && Object.values(row).includes(key));
}

function toSelection(path: string): string {
  const [first = '', ...rest] = path.split('.');
  return rest.length === 0 ? first : `${first} { ${rest.join(' { ')} ${'}'.repeat(rest.length)}`;
}

function valueAt(found: Data, path: string): unknown {
  return path.split('.').reduce<Data | null | undefined>((at, name) => at?.[name], found);
}
