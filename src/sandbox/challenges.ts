import { newGuid } from './guid.ts';
import { solidPng } from './png.ts';
import type { WireFields } from './wire-fields.ts';

/** MX's `ChallengeResponse`. */
export type Challenge = WireFields & { readonly guid: string };

/** A challenge with its own guid, unless the template contains one. */
export function toChallenge(template: WireFields): Challenge {
  return { guid: newGuid('CRD'), ...template };
}

export const textChallenge: WireFields = {
  field_name: 'city',
  label: 'What city were you born in?',
  type: 'TEXT',
};

export const secondTextChallenge: WireFields = {
  field_name: null,
  label: 'What was your childhood nickname?',
  type: 'TEXT',
};

export const tokenChallenge: WireFields = {
  field_name: null,
  label: 'Enter the code that we sent to you.',
  type: 'TOKEN',
};

/** The choices of MX's test bank: the words that MX Bank accepts as answers. */
export const optionsChallenge: WireFields = {
  field_name: null,
  label: 'Pick one of the following',
  options: [
    'image',
    'options',
    'challenge',
    'wrong answer',
    'correct',
    'image options',
    'challenges',
  ].map((value) => ({ guid: newGuid('CRO'), label: value, value })),
  type: 'OPTIONS',
};

export const imageChallenge: WireFields = {
  field_name: null,
  image_data: solidPng([60, 90, 180]).toString('base64'),
  label: 'Who is this guy?',
  type: 'IMAGE_DATA',
};

export const imageOptionsChallenge: WireFields = {
  field_name: null,
  image_options: [
    imageOption('IMAGE_1', 'wrong answer', [196, 60, 60]),
    imageOption('IMAGE_2', 'correct', [60, 140, 80]),
    imageOption('IMAGE_3', 'challenge', [60, 90, 180]),
  ],
  label: 'Pick the green image',
  type: 'IMAGE_OPTIONS',
};

function imageOption(
  label: string,
  value: string,
  rgb: readonly [number, number, number],
): WireFields {
  const data_uri = `data:image/png;base64,${solidPng(rgb).toString('base64')}`;
  return { data_uri, guid: newGuid('CRO'), label, value };
}
