import type { GraphQLResolveInfo } from 'graphql';
import { noSignal } from '../no-signal.ts';
import type { Frame, Key } from './frame.ts';
import type { Site } from './plan.ts';
import type { Run } from './run.ts';

type Path = GraphQLResolveInfo['path'];

/**
 * The last argument of resolvers, as graphql-js makes it.
 *
 * @param key the field in the frame, or an item of its list
 */
export function toInfo(run: Run, site: Site, frame: Frame, key: Key): GraphQLResolveInfo {
  const { schema, fragmentDefinitions, rootValue, operation, variableValues } = run.args;
  const { definition, nodes, parentType } = site;
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path: toFieldPath(site, frame, key),
    schema,
    fragments: fragmentDefinitions,
    rootValue,
    operation,
    variableValues,
    getAbortSignal,
    getAsyncHelpers: run.getAsyncHelpers,
  };
}

/**
 * The same for a resolver that declares no such argument, and most probably does not read it: a part
 * is made when it is read.
 */
export class LazyInfo implements GraphQLResolveInfo {
  readonly #run: Run;
  readonly #site: Site;
  readonly #frame: Frame;
  readonly #key: Key;

  constructor(run: Run, site: Site, frame: Frame, key: Key) {
    this.#run = run;
    this.#site = site;
    this.#frame = frame;
    this.#key = key;
  }

  get fieldName() {
    return this.#site.definition.name;
  }
  get fieldNodes() {
    return this.#site.nodes;
  }
  get returnType() {
    return this.#site.definition.type;
  }
  get parentType() {
    return this.#site.parentType;
  }
  get path() {
    return toFieldPath(this.#site, this.#frame, this.#key);
  }
  get schema() {
    return this.#run.args.schema;
  }
  get fragments() {
    return this.#run.args.fragmentDefinitions;
  }
  get rootValue() {
    return this.#run.args.rootValue;
  }
  get operation() {
    return this.#run.args.operation;
  }
  get variableValues() {
    return this.#run.args.variableValues;
  }
  get getAbortSignal() {
    return getAbortSignal;
  }
  get getAsyncHelpers() {
    return this.#run.getAsyncHelpers;
  }
}

const getAbortSignal = () => noSignal;

function toFieldPath(site: Site, frame: Frame, key: Key): Path {
  let at = frame;
  while (typeof key === 'number' && at.parent !== undefined) {
    ({ key } = at);
    at = at.parent;
  }
  return { prev: toPath(at), key, typename: site.parentType.name };
}

function toPath({ parent, key, position }: Frame): Path | undefined {
  if (parent === undefined || position === undefined) return undefined;
  const typename = typeof key === 'number' ? undefined : position.site.parentType.name;
  return { prev: toPath(parent), key, typename };
}
