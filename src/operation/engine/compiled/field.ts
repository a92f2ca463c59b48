import type { GraphQLFieldResolver } from 'graphql';
import { compileArguments } from './arguments.ts';
import type { Frame } from './frame.ts';
import { LazyInfo, toInfo } from './info.ts';
import type { ExecuteField, Site } from './plan.ts';
import { compilePosition } from './positions.ts';
import { isPromiseLike } from './promises.ts';
import type { Run } from './run.ts';

type Methods = Readonly<Record<string, (...parameters: readonly unknown[]) => unknown>>;
type Resolve = (run: Run, source: unknown, frame: Frame) => unknown;

/** A field with its arguments, its resolver and the completion of its value. */
export function compileField(site: Site): ExecuteField {
  const { name, definition } = site;
  const position = compilePosition(site, definition.type);
  const resolve =
    definition.resolve === undefined ? readProperty(site) : callResolver(site, definition.resolve);

  return (run, source, frame) => {
    try {
      const value = resolve(run, source, frame);
      if (isPromiseLike(value)) run.await(value, position, frame, name);
      else frame.data[name] = position.complete(run, value, frame, name);
    } catch (error) {
      frame.data[name] = run.nullify(error, position, frame, name);
    }
  };
}

/** The number of parameters of a resolver that reads all of its arguments. */
const RESOLVER_PARAMETERS = 4;

function callResolver(site: Site, resolve: GraphQLFieldResolver<unknown, unknown>): Resolve {
  const readArguments = compileArguments(site);
  const makeInfo =
    resolve.length < RESOLVER_PARAMETERS
      ? (run: Run, frame: Frame) => new LazyInfo(run, site, frame, site.name)
      : (run: Run, frame: Frame) => toInfo(run, site, frame, site.name);
  return (run, source, frame) =>
    resolve(source, readArguments(run), run.context, makeInfo(run, frame));
}

/** What graphql's default resolver does, with an `info` only for a property that is a function. */
function readProperty(site: Site): Resolve {
  const readArguments = compileArguments(site);
  const { name } = site.definition;
  return (run, source, frame) => {
    const values = readArguments(run);
    if (source === null || (typeof source !== 'object' && typeof source !== 'function')) {
      return undefined;
    }
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'function') return value;
    const info = toInfo(run, site, frame, site.name);
    // The property is called as a method.
    return (source as Methods)[name]?.(values, run.context, info);
  };
}
