import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLOutputType } from 'graphql';
import type { FieldDetailsList } from 'graphql/execution/collectFields.js';
import type { ObjectSize } from '../response-meter.ts';
import type { Data, Frame, Key } from './frame.ts';
import type { Run } from './run.ts';

/**
 * Turns what a resolver returned into the value of the response at a position. Returns undefined if
 * the value comes later: it is then written into the frame. Throws if the position fails.
 */
export type Complete = (run: Run, value: unknown, frame: Frame, key: Key) => unknown;

/** Resolves a field of an object, and writes its value into the object's frame. */
export type ExecuteField = (run: Run, source: unknown, frame: Frame) => void;

/** A field of a selection: all nodes that select it, which are merged. */
export interface Site {
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly details: FieldDetailsList;
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The fields that are selected below it, for objects of one type. May throw a GraphQLError. */
  readonly planFor: (run: Run, type: GraphQLObjectType) => ObjectPlan;
}

/** A place of the response where an error may end: the value of a field, or an item of a list. */
export interface Position {
  readonly site: Site;
  readonly type: GraphQLOutputType;
  readonly complete: Complete;
}

/** The fields that are selected of an object. */
export interface ObjectPlan {
  readonly fields: readonly ExecuteField[];
  readonly size: ObjectSize;
  /** Makes an object with all names in their order, and null as all values. */
  readonly create: () => Data;
}
