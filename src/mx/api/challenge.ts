import type { Secret } from '../../secret.ts';
import { badResponse, type Drift } from '../errors.ts';
import { isRow, note, required, text, type Row } from './decode.ts';
import { decodeRows } from './rows.ts';

/**
 * One open MFA challenge. `ChallengeResponse`, MX Platform API. A challenge that lacks a part of
 * its kind (image, option values), or whose kind MX has added later, is `UNRECOGNIZED`.
 */
export type ChallengeModel =
  | (ChallengeBase & { readonly kind: 'TEXT' | 'TOKEN' })
  | (ChallengeBase & { readonly kind: 'OPTIONS'; readonly options: readonly OptionModel[] })
  | (ChallengeBase & { readonly kind: 'IMAGE_DATA'; readonly image: string })
  | (ChallengeBase & {
      readonly kind: 'IMAGE_OPTIONS';
      readonly options: readonly ImageOptionModel[];
    })
  | (ChallengeBase & { readonly kind: 'UNRECOGNIZED' });

interface ChallengeBase {
  /** MX's guid; it changes with every round of challenges. */
  readonly guid: string;
  readonly label: string | null;
  /** MX's original `type` (a number is written as digits). */
  readonly typeRaw: string | null;
}

export interface OptionModel {
  /** The value to send as the answer. */
  readonly value: string;
  readonly label: string | null;
}

export interface ImageOptionModel extends OptionModel {
  readonly dataUri: string;
}

/** An answer to an open challenge. */
export interface ChallengeAnswer {
  readonly challengeGuid: string;
  /** The answer; for a choice, the `value` of the option. */
  readonly value: Secret;
}

const KINDS: Readonly<Record<string, ChallengeModel['kind']>> = {
  TEXT: 'TEXT',
  OPTIONS: 'OPTIONS',
  TOKEN: 'TOKEN',
  IMAGE_DATA: 'IMAGE_DATA',
  IMAGE_OPTIONS: 'IMAGE_OPTIONS',
  // MX's multifactor guide shows numbers where its reference shows names.
  0: 'TEXT',
  2: 'OPTIONS',
  12: 'TOKEN',
  13: 'IMAGE_DATA',
  14: 'IMAGE_OPTIONS',
};

/**
 * The challenges, each once.
 *
 * @throws {MxError} BAD_RESPONSE for a challenge without a guid: it could not be answered, and the
 * answers to the others are useless without it.
 */
export function decodeChallenges(list: readonly Row[], drift: Drift): readonly ChallengeModel[] {
  const options = { list: 'challenges', key: 'guid', decode: decodeChallenge, drift } as const;
  const { items, unread } = decodeRows(list, options);
  if (unread.length > 0) throw badResponse('a challenge without guid');
  return items.filter((item) => item !== null);
}

export function decodeChallenge(row: Row, drift: Drift): ChallengeModel {
  const typeRaw = readType(row, drift);
  const base = { guid: required(row, 'guid'), label: text(row, 'label', drift), typeRaw };
  const kind = typeRaw !== null && Object.hasOwn(KINDS, typeRaw) ? KINDS[typeRaw] : undefined;
  switch (kind) {
    case 'TEXT':
    case 'TOKEN':
      return { ...base, kind };
    case 'OPTIONS': {
      const options = readOptions(row['options'], decodeOption, drift);
      if (options !== null) return { ...base, kind, options };
      break;
    }
    case 'IMAGE_DATA': {
      const image = readImage(row, 'image_data', drift);
      if (image !== null) return { ...base, kind, image };
      break;
    }
    case 'IMAGE_OPTIONS': {
      const options = readOptions(row['image_options'], decodeImageOption, drift);
      if (options !== null) return { ...base, kind, options };
      break;
    }
    case 'UNRECOGNIZED':
    case undefined:
  }
  note('challenges', drift);
  return { ...base, kind: 'UNRECOGNIZED' };
}

function readType(row: Row, drift: Drift): string | null {
  const type = row['type'];
  return typeof type === 'number' ? String(type) : text(row, 'type', drift);
}

/** Null unless every option can be chosen, because an omitted option may be the right one. */
function readOptions<T>(
  value: unknown,
  decode: (row: Row, drift: Drift) => T | null,
  drift: Drift,
): readonly T[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const options: T[] = [];
  for (const each of value) {
    const option = isRow(each) ? decode(each, drift) : null;
    if (option === null) return null;
    options.push(option);
  }
  return options;
}

function decodeOption(row: Row, drift: Drift): OptionModel | null {
  const value = text(row, 'value', drift);
  return value === null || value === '' ? null : { value, label: text(row, 'label', drift) };
}

function decodeImageOption(row: Row, drift: Drift): ImageOptionModel | null {
  const option = decodeOption(row, drift);
  const dataUri = readImage(row, 'data_uri', drift);
  return option === null || dataUri === null ? null : { ...option, dataUri };
}

/** An image as a data URI. MX sends a data URI or bare base64. */
function readImage(row: Row, field: 'image_data' | 'data_uri', drift: Drift): string | null {
  const data = text(row, field, drift);
  if (data === null) return null;
  if (/^data:image\/[\w.+-]+[;,]/.test(data)) return data;
  const base64 = data.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]{16,}={0,2}$/.test(base64)) return null;
  return `data:${toMediaType(base64)};base64,${base64}`;
}

function toMediaType(base64: string): string {
  if (base64.startsWith('/9j/')) return 'image/jpeg';
  if (base64.startsWith('R0lGOD')) return 'image/gif';
  return base64.startsWith('UklGR') ? 'image/webp' : 'image/png';
}
