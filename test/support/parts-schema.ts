import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  buildSchema,
  GraphQLDeferDirective,
  GraphQLSchema,
  GraphQLStreamDirective,
  specifiedDirectives,
} from 'graphql';
import { notFound } from '../../src/operation/refusal.ts';

const sdl = `
  type Query { quick: String slow: String list: [String] things: [Thing!] thing: Thing }
  type Thing { name: String missing: String broken: String! huge: String wait: String things: [Thing!] }
  type Mutation { change: Thing }
  type Subscription { count: Thing }
`;

/** A field that waits for the test. */
export interface Held {
  readonly release: (value: string) => void;
}

/** A schema with `@defer` and `@stream`. */
export function createPartsSchema(held: Held[] = []): GraphQLSchema {
  const schema = new GraphQLSchema({
    ...buildSchema(sdl).toConfig(),
    directives: [...specifiedDirectives, GraphQLDeferDirective, GraphQLStreamDirective],
  });
  const thing = {
    name: 'A',
    missing: () => {
      throw notFound();
    },
    broken: () => Promise.reject(new TypeError('hunter2')),
    huge: async () => {
      await nextTurn();
      return 'x'.repeat(9 * 1024 * 1024);
    },
    wait: () =>
      new Promise((release) => {
        held.push({ release });
      }),
    things: () => [thing, thing],
  };
  const resolvers: Record<string, () => unknown> = {
    quick: () => 'quick',
    slow: async () => 'slow',
    list: () => ['a', 'b', 'c'],
    things: () => Array.from({ length: 100 }, () => thing),
    thing: () => thing,
    change: () => thing,
  };
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = resolvers[field.name];
      if (resolve) field.resolve = resolve;
    }
  }
  return schema;
}
