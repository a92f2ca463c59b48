import {
  BREAK,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { collectFields, collectFragments } from '../fields.ts';
import { carriesSecret, findSecretVariables } from '../secrets.ts';

type Mark = { readonly sharesEvents: true };

/**
 * The mark of a subscription field, as its `extensions`. An event of the field's source is the same
 * object for all watchers, and has the same result for all watchers of one caller. The field's
 * arguments only choose the source: its `resolve` does not read them.
 */
export const sharesEvents: Mark = { sharesEvents: true };

/**
 * The mark of a subscription field whose events count one by one: an event is sent even if its
 * result equals the result of the event before. Other fields send states, of which a repetition is
 * no news.
 */
export const everyEventCounts = { everyEventCounts: true } as const;

export interface EventKeyOptions {
  readonly schema: GraphQLSchema;
  /** Contains the operation's fragments. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * The key of an operation with these variables: with equal keys, an event has equal results.
 * Undefined for operations whose events are not shared.
 */
export type EventKeyOf = (variables: Readonly<Record<string, unknown>>) => string | undefined;

const never: EventKeyOf = () => undefined;

export function findEventKey(options: EventKeyOptions): EventKeyOf {
  const { schema, operation } = options;
  if (operation.operation !== 'subscription') return never;
  const names = findEventVariables(options);
  if (names === undefined) return never;
  const secrets = findSecretVariables(schema, operation);
  return (variables) =>
    // All secrets are equal as text.
    carriesSecret(secrets, variables)
      ? undefined
      : // No value is not the same as null.
        JSON.stringify(names.map((name) => (name in variables ? [variables[name]] : [])));
}

/** The variables that results depend on; undefined if a root field does not share its events. */
function findEventVariables({
  schema,
  document,
  operation,
}: EventKeyOptions): readonly string[] | undefined {
  const root = schema.getSubscriptionType();
  const info = new TypeInfo(schema);
  const names = new Set<string>();
  const definitions = document.definitions.filter(
    (definition) => definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  let isShared = true;
  const isOfRoot = () => info.getParentType() === root;
  visit(
    { ...document, definitions },
    visitWithTypeInfo(info, {
      VariableDefinition: () => false,
      Field() {
        if (!isOfRoot() || info.getFieldDef()?.extensions['sharesEvents'] === true)
          return undefined;
        isShared = false;
        return BREAK;
      },
      // The argument of a directive counts: it may omit a field.
      Argument: () => (isOfRoot() && !info.getDirective() ? false : undefined),
      Variable({ name }) {
        names.add(name.value);
      },
    }),
  );
  return isShared ? [...names].toSorted() : undefined;
}

/** True if the root field of a subscription has the mark `everyEventCounts`. */
export function countsEveryEvent({ schema, document, operation }: EventKeyOptions): boolean {
  const fragments = collectFragments(document);
  const walk = { fragmentOf: (name: string) => fragments.get(name) };
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  return (
    operation.operation === 'subscription' &&
    [...collectFields([operation.selectionSet], walk).values()].some(
      ([{ name }]) => fields[name.value]?.extensions['everyEventCounts'] === true,
    )
  );
}
