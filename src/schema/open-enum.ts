import { builder } from './builder.ts';

/**
 * An enum of MX to which MX may add values. An unknown string becomes `UNRECOGNIZED`, and a second
 * field contains the original string.
 */
export function openEnum<Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
) {
  const known = new Set<string>(Object.keys(values));
  const described = { ...values, UNRECOGNIZED: 'A value that this gateway does not know yet.' };
  const ref = builder.enumType(name, {
    description,
    values: Object.fromEntries(
      Object.entries<string>(described).map(([value, text]) => [value, { description: text }]),
    ) as Record<Name | 'UNRECOGNIZED', { description: string }>,
  });
  /** Converts MX's string, or null if MX sent none, to the value of the enum. */
  const toValue = (raw: string | null): Name | 'UNRECOGNIZED' =>
    raw !== null && known.has(raw) ? (raw as Name) : 'UNRECOGNIZED';

  return { ref, toValue };
}
