import {
  type FieldNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLResolveInfo,
  isObjectType,
} from 'graphql';
import { findLevel, type Level } from './selection-level.ts';

type Field = GraphQLField<unknown, unknown>;

/** The fields that an operation selects below one field, by name; aliases and fragments resolved. */
export interface Selection {
  has(name: string): boolean;
  below(name: string): Selection;
  /**
   * True if `isTrue` returns true for every selected field of this object type (except
   * `__typename`).
   */
  every(type: string, isTrue: (field: Field) => boolean): boolean;
  /** The arguments of the first selection of a field, coerced; undefined when it is not selected. */
  argumentsOf(type: string, name: string): Record<string, unknown> | undefined;
  /** The selection below `nodes` and below `edges { node }` of a connection. */
  items(): Selection;
}

/**
 * The look-ahead: the selection below the field that is being resolved.
 *
 * @param type for a field of an interface type, the actual object type
 */
export function toSelection(info: GraphQLResolveInfo, type?: string): Selection {
  return new Below(info.fieldNodes, info, type);
}

class Below implements Selection {
  readonly #info: GraphQLResolveInfo;
  readonly #level: Level;

  constructor(parents: readonly FieldNode[], info: GraphQLResolveInfo, type?: string) {
    this.#info = info;
    this.#level = findLevel(parents, info, type);
  }

  has(name: string): boolean {
    return this.#level.fields.has(name);
  }

  below(name: string): Selection {
    return new Below(this.#level.nodesOf(name), this.#info);
  }

  every(type: string, isTrue: (field: Field) => boolean): boolean {
    for (const name of this.#level.fields.keys()) {
      if (name === '__typename') continue;
      const field = this.#findField(type, name);
      if (field === undefined || !isTrue(field)) return false;
    }
    return true;
  }

  argumentsOf(type: string, name: string): Record<string, unknown> | undefined {
    const [node] = this.#level.nodesOf(name);
    const field = node && this.#findField(type, name);
    return field && getArgumentValues(field, node, this.#info.variableValues);
  }

  items(): Selection {
    return new Below(this.#level.items(this.#info), this.#info);
  }

  #findField(type: string, name: string): Field | undefined {
    const object = this.#info.schema.getType(type);
    return isObjectType(object) ? object.getFields()[name] : undefined;
  }
}
