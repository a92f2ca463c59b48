import { EXTERNAL_ID_RULE, isExternalId, isGuid, isPartnerId } from '../mx/path.ts';
import { decodeId, encodeId } from '../opaque-id.ts';
import { badUserInput } from '../operation/refusal.ts';

/** The parts of each global id: the guids of the MX path from which the object is read. */
const shapes = {
  User: [isGuid],
  Member: [isGuid, isGuid],
  Account: [isGuid, isGuid],
  Reward: [isGuid, isGuid, isGuid],
  Transaction: [isGuid, isGuid],
  CreditCardProduct: [isGuid],
  Institution: [isPartnerId],
} as const;

export type NodeType = keyof typeof shapes;

export interface GlobalId {
  readonly type: NodeType;
  readonly parts: readonly string[];
}

export function toGlobalId(type: NodeType, ...parts: readonly string[]): string {
  return encodeId(type, ...parts);
}

/** The id of a member's status. It is not a node: clients read it through its member. */
export function toStatusId(userGuid: string, memberGuid: string): string {
  return encodeId('MemberStatus', userGuid, memberGuid);
}

/** The parts of a global id, or undefined for a text that `toGlobalId` does not make. */
export function fromGlobalId(id: string): GlobalId | undefined {
  if (id.length > 400) return undefined;
  const [type, ...parts] = decodeId(id);
  if (!isNodeType(type)) return undefined;
  const checks = shapes[type];
  const isWellFormed =
    checks.length === parts.length &&
    checks.every((check, index) => check(parts[index] ?? '')) &&
    toGlobalId(type, ...parts) === id;
  return isWellFormed ? { type, parts } : undefined;
}

/**
 * A global id of any type; BAD_USER_INPUT otherwise, with a special message for one of MX's guids.
 */
export function toKnownId(id: string, inputPath: readonly string[]): GlobalId {
  const decoded = fromGlobalId(id);
  if (decoded !== undefined) return decoded;
  throw badUserInput(
    isGuid(id) ? GUID_GIVEN : 'This is not a global id of this gateway.',
    inputPath,
  );
}

/**
 * The parts of an id argument that must have one type; BAD_USER_INPUT with the argument's name
 * otherwise.
 */
export function parseId(
  id: string,
  type: NodeType,
  inputPath: readonly string[],
): readonly string[] {
  const decoded = fromGlobalId(id);
  if (decoded?.type === type) return decoded.parts;
  if (isGuid(id)) throw badUserInput(GUID_GIVEN, inputPath);
  throw badUserInput(`${inputPath.at(-1)} is not the id of a ${type}.`, inputPath);
}

const GUID_GIVEN = "This is an MX guid. Pass the value of the object's id field instead.";

/** An argument that must be one of MX's guids; BAD_USER_INPUT with its path otherwise. */
export function checkGuid(guid: string, ...inputPath: readonly string[]): string {
  if (isGuid(guid)) return guid;
  throw badUserInput(`${inputPath.at(-1)} is not an MX guid.`, inputPath);
}

/** An argument that must be an external id, the partner's own id of an object. */
export function checkExternalId(id: string, ...inputPath: readonly string[]): string {
  if (isExternalId(id)) return id;
  throw badUserInput(`${inputPath.at(-1)} must be ${EXTERNAL_ID_RULE}.`, inputPath);
}

/** An argument that must be in the alphabet of codes: letters, digits, - and _. */
export function checkPartnerId(id: string, argument: string): string {
  if (isPartnerId(id)) return id;
  const rule = 'up to 64 letters, digits, hyphens and underscores';
  throw badUserInput(`${argument} must be ${rule}.`, [argument]);
}

/** True for the name of a type that has a global id. */
export function isNodeType(type: unknown): type is NodeType {
  return typeof type === 'string' && Object.hasOwn(shapes, type);
}
