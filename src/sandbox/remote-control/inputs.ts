import { z } from 'zod';
import { badRequest } from '../errors.ts';
import { firedWebhookTypes } from '../webhooks/fired.ts';

/** Far longer than any job or day that an app can wait for. */
const MAX_ADVANCE_MS = 366 * 24 * 60 * 60 * 1000;
/** An hour: beyond every timeout. */
const MAX_LAG_MS = 60 * 60 * 1000;
const MAX_FAILURES = 10_000;
const MAX_RETRY_AFTER = 3_600;
const MAX_KEY_CHARACTERS = 400;

/** The kinds of MFA, and the word that makes MX Bank ask for each. */
export const mfaWords = {
  TEXT: 'challenge',
  TWO_TEXTS: 'challenges',
  TOKEN: 'token',
  OPTIONS: 'options',
  IMAGE: 'image',
  IMAGE_OPTIONS: 'image options',
} as const;

/** The troubles of an institution, and MX's type of each. */
export const troubleTypes = {
  MAINTENANCE: 'institution_maintenance_error',
  UNAVAILABLE: 'institution_unavailable_error',
  BLOCKED: 'institution_prevent_error',
} as const;

const member = key("the guid or the gateway's id of a member");
const lagMs = wholeNumber(0, MAX_LAG_MS).exactOptional();

/** The input of each command. A description completes the sentence "NAME must be …". */
export const inputs = {
  status: z.strictObject({
    member,
    status: z
      .string()
      .regex(/^[A-Z_]{1,64}$/)
      .nullable()
      .describe('a connection status in capitals, such as DENIED, or null'),
    isBeingAggregated: z.boolean().default(false).describe('true or false'),
  }),
  expire: z.strictObject({ member }),
  trouble: z.strictObject({
    institution: key("the code, the guid or the gateway's id of an institution"),
    trouble: oneOf(troubleTypes)
      .nullable()
      .describe(`${list(Object.keys(troubleTypes))}, or null to end it`),
  }),
  mfa: z.strictObject({
    member,
    kind: oneOf(mfaWords).describe(list(Object.keys(mfaWords))),
  }),
  lag: z.strictObject({
    latencyMs: lagMs,
    jobMs: wholeNumber(1, MAX_LAG_MS).exactOptional(),
    creationLagMs: lagMs,
    dataLagMs: lagMs,
  }),
  fail: z.strictObject({
    status: z
      .union([z.literal(0), z.int().min(400).max(599)])
      .describe('a whole number from 400 to 599, or 0 to close the connection'),
    count: wholeNumber(0, MAX_FAILURES).default(1),
    endpoint: z
      .string()
      .max(MAX_KEY_CHARACTERS)
      .nullable()
      .default(null)
      .describe('one of the endpoints that GET lists, with guids in place of parts if you like'),
    retryAfter: wholeNumber(1, MAX_RETRY_AFTER).nullable().default(null),
  }),
  webhook: z.strictObject({
    member,
    type: z.enum(firedWebhookTypes).describe(list(firedWebhookTypes)),
  }),
  clock: z.strictObject({ advanceMs: wholeNumber(0, MAX_ADVANCE_MS) }),
  reset: z.strictObject({}),
} as const;

export type CommandName = keyof typeof inputs;
export type Input<Name extends CommandName> = z.output<(typeof inputs)[Name]>;

/** Throws a 400 that names the first field that is wrong. */
export function readInput<Name extends CommandName>(name: Name, body: unknown): Input<Name> {
  const schema: z.ZodType = inputs[name];
  const { data, error } = schema.safeParse(body === undefined ? {} : body);
  if (error === undefined) return data as Input<Name>;
  throw badRequest(describe(name, error.issues[0], body));
}

function describe(name: CommandName, issue: z.core.$ZodIssue | undefined, body: unknown): string {
  if (issue?.code === 'unrecognized_keys') {
    return `${name} has no field ${JSON.stringify(issue.keys[0]?.slice(0, 64))}.`;
  }
  const [field] = issue?.path ?? [];
  if (typeof field !== 'string') return 'The body must be a JSON object.';
  const shape: Readonly<Record<string, z.ZodType>> = inputs[name].shape;
  const isMissing = (body as Readonly<Record<string, unknown>>)[field] === undefined;
  return `${field}${isMissing ? ' is missing; it' : ''} must be ${describeType(shape[field])}.`;
}

/** The description; that of the inner type if a default or null is wrapped around it. */
function describeType(type: z.ZodType | undefined): string {
  if (type?.description !== undefined) return type.description;
  const isWrapper =
    type instanceof z.ZodDefault ||
    type instanceof z.ZodNullable ||
    type instanceof z.ZodExactOptional;
  return isWrapper ? describeType(type.unwrap() as z.ZodType) : 'something else';
}

function key(description: string) {
  return z.string().min(1).max(MAX_KEY_CHARACTERS).describe(description);
}

function wholeNumber(min: number, max: number) {
  return z.int().min(min).max(max).describe(`a whole number from ${min} to ${max}`);
}

function oneOf<Name extends string>(words: Readonly<Record<Name, string>>) {
  return z.enum(Object.keys(words) as Name[]);
}

function list(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
