import { readFileSync } from 'node:fs';
import type { ApiVersion } from '../../src/mx/endpoints.ts';

/** A schema of OpenAPI 3.0, as far as MX uses them. `$ref` is a bare name. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly example?: unknown;
}

export interface Content {
  readonly type?: string;
  readonly schema?: Schema;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

export interface MxSpec {
  readonly version: ApiVersion;
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** MX's own OpenAPI file of one version, cut down: test/fixtures/mx-openapi/README.md. */
export function readMxSpec(version: ApiVersion): MxSpec {
  const file = new URL(`../fixtures/mx-openapi/${version}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as MxSpec;
}

export interface MatchedOperation {
  readonly operation: Operation;
  /** What stood in the path, by the names of the spec. */
  readonly params: Readonly<Record<string, string>>;
}

/** The operation behind a verb and a path; of two that fit, the one with fewer parameters. */
export function findOperation(
  spec: MxSpec,
  method: string,
  path: string,
): MatchedOperation | undefined {
  const matches = spec.operations.flatMap((operation) => {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const pattern = operation.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)');
    const found = operation.method === method && new RegExp(`^${pattern}$`).exec(path);
    if (!found) return [];
    const params = Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']));
    return [{ operation, params }];
  });
  return matches.toSorted((a, b) => count(a) - count(b))[0];
}

/** The schema itself: references followed, the parts of `allOf` joined. */
export function resolve(spec: MxSpec, schema: Schema): Schema {
  if (schema.$ref !== undefined) return resolve(spec, spec.schemas[schema.$ref] ?? {});
  if (schema.allOf === undefined) return schema;
  const parts = schema.allOf.map((part) => resolve(spec, part));
  return {
    ...schema,
    type: 'object',
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
  };
}

function count({ params }: MatchedOperation): number {
  return Object.keys(params).length;
}
