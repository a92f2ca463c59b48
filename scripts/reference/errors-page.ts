import { type GraphQLObjectType, isEnumType, isInterfaceType, isObjectType } from 'graphql';
import { catalogue, closeCodes } from '../../src/operation/errors/catalogue.ts';
import { schema } from '../../src/schema/schema.ts';
import { toCell, toMarkdownTable } from '../markdown-table.ts';
import { type CodeFacts, readRefusals } from './refusals-in-code.ts';

/** Codes whose errors are `retryable` in some cases only, or always; all others never are. */
const RETRYABLE: Readonly<Record<string, string>> = {
  RATE_LIMITED: 'yes',
  RESTARTING: 'yes',
  UPSTREAM_TIMEOUT: 'yes',
  UPSTREAM_UNAVAILABLE: 'if `retryable`',
};

/** `docs/reference/errors.md`: each code, from the places that refuse and from the schema. */
export function toErrorsPage(): string {
  const facts = readRefusals();
  const codes = Object.entries(catalogue);
  return `${[
    '# Errors, code by code',
    '',
    '<!-- `npm run reference` writes this page from `src/operation/errors/catalogue.ts`, from the places in `src` that refuse, and from the schema. -->',
    '',
    '[Errors](../errors.md) says how errors reach an app. This page lists every code.',
    '',
    '## Codes in `errors`',
    '',
    'The HTTP status is that of a response without `data`; a well-formed request under `application/json` has 200 all the same ([status codes](../clients/protocols.md#status-codes)). A dash means that the error is in a response like any other. The last column is for a socket that is closed for it.',
    '',
    toMarkdownTable([
      ['`extensions.code`', 'meaning', 'what to do', 'retryable', 'HTTP', 'socket'],
      ...codes.map(([code, { meaning, remedy }]) => [
        `\`${code}\``,
        toCell(meaning),
        toCell(remedy),
        RETRYABLE[code] ?? 'no',
        list(facts.get(code)?.statuses),
        list(facts.get(code)?.closes),
      ]),
    ]),
    '',
    '## Sentences',
    '',
    'The fixed sentences of each code. Sentences with a number, a name of a limit or an argument in them, and those of graphql about a document, are not listed.',
    '',
    ...codes.flatMap(([code]) => sentencesOf(code, facts.get(code))),
    '## Codes in results',
    '',
    "A failure that an app is expected to handle is a member of a mutation's result union (interface [`Error`](schema.md#error)).",
    '',
    toMarkdownTable([['`code`', 'type', 'meaning'], ...resultRows()]),
    '',
    '## Codes of closed sockets',
    '',
    toMarkdownTable([
      ['code', 'meaning', 'what to do'],
      ...Object.entries(closeCodes).map(([code, { meaning, remedy }]) => [code, meaning, remedy]),
    ]),
  ].join('\n')}\n`;
}

function list(numbers: ReadonlySet<number> | undefined): string {
  const sorted = [...(numbers ?? [])].toSorted((a, b) => a - b);
  return sorted.length === 0 ? '–' : sorted.join(', ');
}

function sentencesOf(code: string, facts: CodeFacts | undefined): readonly string[] {
  const sentences = [...(facts?.sentences ?? [])].toSorted();
  if (sentences.length === 0) return [];
  return [`### ${code}`, '', ...sentences.map((sentence) => `- ${toCell(sentence)}`), ''];
}

function resultRows(): readonly (readonly string[])[] {
  const codes = schema.getType('ErrorCode');
  const error = schema.getType('Error');
  if (!isEnumType(codes) || !isInterfaceType(error)) throw new TypeError('No errors in the schema');
  const types = new Map(
    schema
      .getPossibleTypes(error)
      .filter(isObjectType)
      .map((type) => [codeOf(type), type]),
  );
  return codes.getValues().map(({ name, description }) => {
    const type = types.get(name);
    const link = type ? `[\`${type.name}\`](schema.md#${type.name.toLowerCase()})` : '';
    return [`\`${name}\``, link, toCell(type?.description ?? description ?? '')];
  });
}

/** `NotFoundError` has the code NOT_FOUND. */
function codeOf({ name }: GraphQLObjectType): string {
  return name
    .replace(/Error$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toUpperCase();
}
