import { expect, test } from 'vitest';
import { withoutLiterals } from '../../../src/operation/errors/redact-message.ts';

test.for([
  [
    'Syntax Error: Expected Name, found String "hunter2".',
    'Syntax Error: Expected Name, found String.',
  ],
  ['Syntax Error: Unexpected character: "é".', 'Syntax Error: Unexpected character: "é".'],
  [
    'Expected value of type "I" to include required field "a", found: { b: "hunter2" }.',
    'Expected value of type "I" to include required field "a".',
  ],
  ['Unknown field "b". Did you mean "a"? Found: hunter2', 'Unknown field "b".'],
  ['Did you mean this? No. found: hunter2', 'Did you mean this? No.'],
  [
    'Int cannot represent non-integer value: "hunter2: x"',
    'Int cannot represent non-integer value.',
  ],
  ['Value "hunter2" does not exist in "E" enum.', 'The value does not exist in "E" enum.'],
  [
    'Value "hunter2" does not exist" does not exist in "E" enum.',
    'The value does not exist in "E" enum.',
  ],
  ['" does not exist: Value "a', '" does not exist: Value "a'],
  ['The value of "a" is wrong.', 'The value of "a" is wrong.'],
] as const)('the message %j reads %j', ([message, told]) => {
  expect(withoutLiterals(message)).toBe(told);
});

test('a long quotation takes no more time than a short one', () => {
  const long = 'hunter2: Value "found: '.repeat(100_000);
  expect(withoutLiterals(`Value "${long}" does not exist in "E" enum.`)).not.toContain('hunter2');
  expect(withoutLiterals(`Int cannot represent non-integer value: ${long}`)).not.toContain(
    'hunter2',
  );
});
