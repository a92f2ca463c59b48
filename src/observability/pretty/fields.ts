import { toValue } from './plain-text.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface PrettyFields {
  /** A name, with the names of the objects around it, and a value of one word. */
  readonly pairs: readonly (readonly [name: string, value: string])[];
  /** The frames of the stacks, which have a line each. */
  readonly frames: readonly string[];
}

/** The fields of an event. Fields without a value are omitted. */
export function toPrettyFields(fields: Fields): PrettyFields {
  const pairs: (readonly [string, string])[] = [];
  const frames: string[] = [];

  function add(name: string, value: unknown): void {
    if (value === null || value === undefined || value === '') return;
    if (isStack(name, value))
      return void frames.push(...value.map((frame) => `at ${String(frame)}`));
    if (typeof value === 'object' && !Array.isArray(value)) return addAll(`${name}.`, value);
    const text = toText(value);
    if (text !== '') pairs.push([toValue(name), toValue(text)]);
  }

  function addAll(before: string, values: object): void {
    for (const [name, value] of Object.entries(values)) add(`${before}${name}`, value);
  }

  addAll('', fields);
  return { pairs, frames };
}

function isStack(name: string, value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && /(?:^|\.)stack$/.test(name);
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  const isList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  return isList ? value.join(',') : JSON.stringify(value);
}
