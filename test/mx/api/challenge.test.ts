import { expect, test } from 'vitest';
import { decodeChallenge } from '../../../src/mx/api/challenge.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ';
const base = { guid: 'CRD-1', label: 'Who is this guy?' };

test.for<[unknown, string, string | null]>([
  ['TEXT', 'TEXT', 'TEXT'],
  [0, 'TEXT', '0'],
  ['TOKEN', 'TOKEN', 'TOKEN'],
  [12, 'TOKEN', '12'],
  ['12', 'TOKEN', '12'],
  ['RIDDLE', 'UNRECOGNIZED', 'RIDDLE'],
  [99, 'UNRECOGNIZED', '99'],
  [null, 'UNRECOGNIZED', null],
  [true, 'UNRECOGNIZED', null],
  ['toString', 'UNRECOGNIZED', 'toString'],
  ['UNRECOGNIZED', 'UNRECOGNIZED', 'UNRECOGNIZED'],
])('a challenge of type %j is %s', ([type, kind, typeRaw]) => {
  expect(decodeChallenge({ ...base, type }, [])).toEqual({ ...base, kind, typeRaw });
});

test.for([2, 'OPTIONS'])('a challenge of type %j offers options', (type) => {
  const options = [
    { guid: 'CRO-1', label: 'Yes', value: 'correct' },
    { guid: 'CRO-2', label: null, value: 'wrong' },
  ];
  expect(decodeChallenge({ ...base, type, options }, [])).toMatchObject({
    kind: 'OPTIONS',
    options: [
      { value: 'correct', label: 'Yes' },
      { value: 'wrong', label: null },
    ],
  });
});

test.for<[string, string]>([
  [PNG, `data:image/png;base64,${PNG}`],
  [`${PNG.slice(0, 20)}\n${PNG.slice(20)}`, `data:image/png;base64,${PNG}`],
  ['/9j/4AAQSkZJRgABAQAAAQ==', 'data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQ=='],
  ['R0lGODlhAQABAAAAACw=', 'data:image/gif;base64,R0lGODlhAQABAAAAACw='],
  [`data:image/png;base64,${PNG}`, `data:image/png;base64,${PNG}`],
])('a challenge shows the image %s', ([image_data, image]) => {
  expect(decodeChallenge({ ...base, type: 'IMAGE_DATA', image_data }, [])).toMatchObject({
    kind: 'IMAGE_DATA',
    image,
  });
});

test('a challenge offers images to choose from', () => {
  const image_options = [{ value: 'one', label: 'IMAGE_1', data_uri: PNG }];
  expect(decodeChallenge({ ...base, type: 14, image_options }, [])).toMatchObject({
    kind: 'IMAGE_OPTIONS',
    options: [{ value: 'one', label: 'IMAGE_1', dataUri: `data:image/png;base64,${PNG}` }],
  });
});

test.for<[string, Record<string, unknown>]>([
  ['an image', { type: 'IMAGE_DATA' }],
  ['an image that is one', { type: 'IMAGE_DATA', image_data: 'Who is this guy?' }],
  ['an image that is no script', { type: 13, image_data: 'data:text/html,<script>' }],
  ['options', { type: 'OPTIONS' }],
  ['any option', { type: 'OPTIONS', options: [] }],
  ['an option value', { type: 'OPTIONS', options: [{ value: 'a' }, { label: 'b' }] }],
  ['an option that is an object', { type: 'OPTIONS', options: ['a'] }],
  ['option images', { type: 'IMAGE_OPTIONS', image_options: [{ value: 'a', label: 'b' }] }],
])('a challenge without %s is unrecognised', ([, fields]) => {
  const drift: string[] = [];
  expect(decodeChallenge({ ...base, ...fields }, drift)).toEqual({
    ...base,
    kind: 'UNRECOGNIZED',
    typeRaw: String(fields['type']),
  });
  expect(drift).toContain('challenges');
});

test('a challenge needs a guid, since it could not be answered otherwise', () => {
  expect(() => decodeChallenge({ type: 'TEXT' }, [])).toThrow('without guid');
});
