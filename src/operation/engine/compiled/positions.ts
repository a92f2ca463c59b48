import {
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { completeLeaf } from './leaves.ts';
import { completeList } from './lists.ts';
import { completeAbstract, completeObject } from './objects.ts';
import type { Complete, Position, Site } from './plan.ts';

/** The value of a field, or the items of its list. */
export function compilePosition(site: Site, type: GraphQLOutputType): Position {
  const position: { -readonly [Name in keyof Position]: Position[Name] } = {
    site,
    type,
    complete: () => null,
  };
  position.complete = compileType(type, position);
  return position;
}

function compileType(type: GraphQLOutputType, position: Position): Complete {
  if (isNonNullType(type)) return completeNonNull(compileType(type.ofType, position), position);
  if (isListType(type)) return completeList(compilePosition(position.site, type.ofType), position);
  if (isLeafType(type)) return completeLeaf(type, position);
  return isAbstractType(type) ? completeAbstract(type, position) : completeObject(type, position);
}

function completeNonNull(complete: Complete, { site }: Position): Complete {
  const { parentType, definition } = site;
  return (run, value, frame, key) => {
    const completed = complete(run, value, frame, key);
    if (completed !== null) return completed;
    throw new Error(
      `Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`,
    );
  };
}
