import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isGuid, isPartnerId } from '../../src/mx/path.ts';
import {
  fromGlobalId,
  type NodeType,
  parseId,
  toKnownId,
  toGlobalId,
} from '../../src/schema/global-id.ts';

const guid = fc.stringMatching(/^[A-Z]{2,4}-[A-Za-z0-9-]{1,59}$/);
const code = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

const shapes: Record<NodeType, fc.Arbitrary<string[]>> = {
  User: fc.tuple(guid),
  Member: fc.tuple(guid, guid),
  Account: fc.tuple(guid, guid),
  Reward: fc.tuple(guid, guid, guid),
  Transaction: fc.tuple(guid, guid),
  CreditCardProduct: fc.tuple(guid),
  Institution: fc.tuple(code),
};
const types = Object.keys(shapes) as NodeType[];

test.for(types)('a global id of a %s keeps its parts there and back, and fits a URL', (type) => {
  fc.assert(
    fc.property(shapes[type], (parts) => {
      const id = toGlobalId(type, ...parts);
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(fromGlobalId(id)).toEqual({ type, parts });
      expect(parseId(id, type, ['id'])).toEqual(parts);
    }),
  );
});

test('global ids of different types or parts are different', () => {
  const [a, b] = ['USR-1', 'MBR-2'];
  const ids = [
    toGlobalId('User', a),
    toGlobalId('Member', a, b),
    toGlobalId('Account', a, b),
    toGlobalId('Member', b, a),
    toGlobalId('CreditCardProduct', a),
    toGlobalId('Institution', a),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

const encode = (text: string) => Buffer.from(text).toString('base64url');
const own = encode('User:USR-1');

const hostile: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['a bare guid', 'USR-1'],
  ['text that is not encoded', 'User:USR-1'],
  ['padding', `${own}=`],
  ['space around it', ` ${own}`],
  ['a line break', `${own}\n`],
  ['a character outside of the alphabet', `${own}!`],
  ['the other base64 alphabet', Buffer.from('Institution:>>>???').toString('base64')],
  [
    'bits that encode nothing',
    own.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
  ],
  ['an id twice', own + own],
  ['an id in an id', encode(own)],
  ['an unknown type', encode('Widget:USR-1')],
  ['a type in small letters', encode('user:USR-1')],
  ['a type alone', encode('User')],
  ['a type of every object', encode('constructor:USR-1')],
  ['__proto__', encode('__proto__:USR-1')],
  ['no guid', encode('User:')],
  ['a part too few', encode('Member:USR-1')],
  ['a part too many', encode('User:USR-1:MBR-1')],
  ['a colon at the end', encode('User:USR-1:')],
  ['a path', encode('User:USR-1/members')],
  ['a way up', encode('User:..')],
  ['an encoded way up', encode('User:%2e%2e')],
  ['a query', encode('User:USR-1?a=b')],
  ['a fragment', encode('User:USR-1#')],
  ['NUL', encode('User:USR-1\0')],
  ['CRLF', encode('User:USR-1\r\n')],
  ['fullwidth dots', encode('User:USR-．．')],
  ['a guid in small letters', encode('User:usr-1')],
  ['a guid that is too long', encode(`User:USR-${'1'.repeat(61)}`)],
  ['an institution code with a slash', encode('Institution:a/b')],
  ['an institution code that is a way up', encode('Institution:..')],
  ['ten kilobytes', encode(`User:USR-${'1'.repeat(10_000)}`)],
  ['bytes that are no UTF-8', Buffer.from([0x55, 0x73, 0xff, 0x3a, 0xfe]).toString('base64url')],
];

test.for(hostile)('%s is not a global id', ([, id]) => {
  expect(fromGlobalId(id)).toBeUndefined();
});

test('a text that decodes is the only form of its id, with parts that fit into a path', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc
      .tuple(
        fc.constantFrom(...types),
        fc.array(fc.oneof(guid, code, fc.string()), { maxLength: 4 }),
      )
      .map(([type, parts]) => encode([type, ...parts].join(':'))),
  );
  let decodable = 0;
  fc.assert(
    fc.property(text, (id) => {
      const decoded = fromGlobalId(id);
      if (decoded === undefined) return;
      decodable += 1;
      const isFit = decoded.type === 'Institution' ? isPartnerId : isGuid;
      expect(decoded.parts.every((part) => isFit(part))).toBe(true);
      expect(toGlobalId(decoded.type, ...decoded.parts)).toBe(id);
    }),
    { numRuns: 600 },
  );
  expect(decodable).toBeGreaterThan(0);
});

test("a global id of another type is refused by the input's path, and not repeated", () => {
  const refusal = () => parseId(own, 'Member', ['input', 'memberId']);
  expect(refusal).toThrow(
    expect.objectContaining({
      message: 'memberId is not the id of a Member.',
      code: 'BAD_USER_INPUT',
      inputPath: ['input', 'memberId'],
    }),
  );
});

test("MX's guid in place of a global id is named as the mistake", () => {
  const message = "This is an MX guid. Pass the value of the object's id field instead.";
  const given = 'MBR-7c6f361b-e582-15b6-60c0-358f12466b4b';
  expect(() => parseId(given, 'Member', ['input', 'memberId'])).toThrow(message);
  expect(() => toKnownId(given, ['id'])).toThrow(message);
  expect(() => toKnownId('nope', ['id'])).toThrow('This is not a global id of this gateway.');
});
