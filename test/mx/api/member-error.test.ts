import { expect, test } from 'vitest';
import { decodeMemberError } from '../../../src/mx/api/member-error.ts';

const error = { error_type: 'MEMBER', error_code: 2005, error_message: 'INVALID_CREDENTIALS' };
const forPersons = { ...error, user_message: 'Please <b>check</b> them.', locale: 'en' };

test.for([
  ['an object', error, { code: 2005, message: 'INVALID_CREDENTIALS' }],
  ['text that holds one', JSON.stringify(error), { code: 2005, message: 'INVALID_CREDENTIALS' }],
  ['words for persons', forPersons, { code: 2005, message: 'Please check them.' }],
  ['a code that is text', { error_code: '1001' }, { code: 1001, message: null }],
  ['a message alone', { error_message: 'x' }, { code: null, message: 'x' }],
  ['an empty object', {}, null],
  ['an object with an empty code', { error_code: '' }, null],
  ['an empty object as text', '{}', null],
  ['no text', '', null],
  ['null', null, null],
  ['nothing', undefined, null],
] as const)("a member's error is read from %s", ([, value, model]) => {
  const drift: string[] = [];
  expect(decodeMemberError({ error: value }, drift)).toEqual(model);
  expect(drift).toEqual([]);
});

test.for([
  ['no number', { error_code: 'E', user_message: 'x' }, { code: null, message: 'x' }],
  ['beyond 32 bits', { error_code: 2 ** 31 }, { code: null, message: null }],
] as const)('an error whose code is %s has no code, and drift is noted', ([, value, model]) => {
  const drift: string[] = [];
  expect(decodeMemberError({ error: value }, drift)).toEqual(model);
  expect(drift).toEqual(['error_code']);
});

test.for([['[]'], ['{'], [7], [true], [[error]], ['"x"'], [`{"a":"${'x'.repeat(5_000)}"}`]])(
  'a value that is no error reads as null, and drift is noted: %o',
  ([value]) => {
    const drift: string[] = [];
    expect(decodeMemberError({ error: value }, drift)).toBeNull();
    expect(drift).toEqual(['error']);
  },
);
