import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { Secret } from '../secret.ts';
import { isAppScheme } from '../url-schemes.ts';
import { builder } from './builder.ts';

// The mx layer has already brought every value into its final form, so `serialize` returns it
// unchanged.

builder.scalarType('Date', {
  description: 'A calendar day, `YYYY-MM-DD`.',
  serialize: (value) => value,
  ...textInput(isDay, 'A Date must be a calendar day in the form YYYY-MM-DD.'),
});

builder.scalarType('DateTime', {
  description: 'An RFC 3339 timestamp in UTC, such as `2026-03-01T09:30:00.000Z`.',
  serialize: (value) => value,
  ...textInput(
    (text) => !Number.isNaN(Date.parse(text)),
    'A DateTime must be an RFC 3339 timestamp.',
  ),
});

builder.scalarType('Decimal', {
  description:
    'An exact decimal number as a string, such as `"12345.5"`: no exponent, no padding, no grouping.',
  serialize: (value) => value,
  ...textInput(
    (text) => /^-?\d+(?:\.\d+)?$/.test(text),
    'A Decimal must be a string that holds a plain decimal number.',
  ),
});

builder.scalarType('URL', {
  description:
    "An absolute URL. As input it must use https, an app's scheme such as `myapp:`, or http on localhost.",
  serialize: (value) => value,
  ...textInput(
    isSafeUrl,
    "A URL must be absolute and use https or an app's scheme. http is allowed on localhost only.",
  ),
});

builder.scalarType('Secret', {
  description:
    'A bank credential or an MFA answer. Input only, and only as a variable: a value written into ' +
    'the document is rejected. The gateway never prints, logs, stores or echoes it.',
  serialize: () => {
    throw new Error('A Secret is never part of a response');
  },
  parseValue: (value) => {
    if (value instanceof Secret && typeof value.reveal() === 'string') return value;
    throw new GraphQLError('A Secret must be a string, passed as a variable.');
  },
  parseLiteral: (literal) => {
    const message = 'A Secret must be passed as a variable, never written in the document.';
    throw new GraphQLError(message, { nodes: literal });
  },
});

/**
 * Input that is a text of one form, as a variable or in the document. An error in the document has
 * a location.
 */
function textInput(isWellFormed: (text: string) => boolean, rule: string) {
  const parse = (value: unknown, nodes?: ValueNode): string => {
    if (typeof value === 'string' && isWellFormed(value)) return value;
    throw new GraphQLError(rule, { nodes });
  };
  return {
    parseValue: (value: unknown) => parse(value),
    parseLiteral: (literal: ValueNode) =>
      parse(literal.kind === Kind.STRING ? literal.value : undefined, literal),
  };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'http:') return /^(?:localhost|127\.0\.0\.1)$/.test(hostname);
  return protocol === 'https:' || isAppScheme(protocol.slice(0, -1));
}
