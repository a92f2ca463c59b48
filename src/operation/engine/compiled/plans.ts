import {
  type GraphQLObjectType,
  GraphQLString,
  TypeNameMetaFieldDef,
  type ValidatedExecutionArgs,
} from 'graphql';
// graphql's own collection of fields: @skip, @include, fragments and merging are its business.
import {
  collectFields,
  collectSubfields,
  type FieldDetailsList,
} from 'graphql/execution/collectFields.js';
import { sizeOfObject } from '../response-meter.ts';
import { compileField } from './field.ts';
import type { Data } from './frame.ts';
import type { ExecuteField, ObjectPlan, Site } from './plan.ts';

type Collected = Pick<ReturnType<typeof collectFields>, 'groupedFieldSet'>;

/** The fields of the root. Throws a GraphQLError if they cannot be collected. */
export function compileRoot(args: ValidatedExecutionArgs, type: GraphQLObjectType): ObjectPlan {
  const { schema, fragments, variableValues, operation, hideSuggestions } = args;
  const { selectionSet } = operation;
  return compileFields(
    args,
    type,
    collectFields(schema, fragments, variableValues, type, selectionSet, hideSuggestions),
  );
}

function compileFields(
  { schema }: ValidatedExecutionArgs,
  type: GraphQLObjectType,
  { groupedFieldSet }: Collected,
): ObjectPlan {
  const names: string[] = [];
  const fields: ExecuteField[] = [];
  for (const [name, details] of groupedFieldSet) {
    const nodes = details.map(({ node }) => node);
    const definition = schema.getField(type, nodes[0]?.name.value ?? '');
    if (definition === undefined) continue;
    names.push(name);
    fields.push(
      definition === TypeNameMetaFieldDef
        ? writeTypeName(name, type)
        : compileField({
            name,
            nodes,
            details,
            parentType: type,
            definition,
            planFor: compileBelow(details),
          }),
    );
  }
  return { fields, size: sizeOfObject(groupedFieldSet.keys()), create: createData(names) };
}

/** The fields below a field are collected when the first object of a type is completed. */
function compileBelow(details: FieldDetailsList): Site['planFor'] {
  const plans = new Map<GraphQLObjectType, ObjectPlan>();
  return (run, type) => {
    const known = plans.get(type);
    if (known !== undefined) return known;
    const { schema, fragments, variableValues, hideSuggestions } = run.args;
    const plan = compileFields(
      run.args,
      type,
      collectSubfields(schema, fragments, variableValues, type, details, hideSuggestions),
    );
    plans.set(type, plan);
    run.onCompiled(plan);
    return plan;
  };
}

function writeTypeName(name: string, type: GraphQLObjectType): ExecuteField {
  return (run, _source, { data }) => {
    run.meter.addLeaf(GraphQLString, type.name);
    data[name] = type.name;
  };
}

/** A copy of one object is faster than an object that gets its names one by one. */
function createData(names: readonly string[]): () => Data {
  const template = Object.fromEntries(names.map((name) => [name, null])) as Data;
  return () => ({ ...template });
}
