import {
  imageChallenge,
  imageOptionsChallenge,
  optionsChallenge,
  secondTextChallenge,
  textChallenge,
  toChallenge,
  tokenChallenge,
} from './challenges.ts';
import type { Challenge } from './challenges.ts';
import type { WireFields } from './wire-fields.ts';

/** The institution's reply to a login or to answers. */
export type BankReply =
  | { readonly type: 'success' }
  | { readonly type: 'challenge'; readonly challenges: readonly Challenge[] }
  | { readonly type: 'failure'; readonly status: string };

/** Passwords of MX Bank's test user that fail the login ("MX Bank", MX docs, test platform). */
const failures: ReadonlyMap<string, string> = new Map([
  ['BAD_REQUEST', 'FAILED'],
  ['UNAUTHORIZED', 'DENIED'],
  ['INVALID', 'DENIED'],
  ['LOCKED', 'LOCKED'],
  ['DISABLED', 'DENIED'],
  ['SERVER_ERROR', 'FAILED'],
  ['UNAVAILABLE', 'FAILED'],
]);

/** The failures that an answer to a challenge can cause, too. */
const failuresByAnswer = new Set(['DISABLED', 'SERVER_ERROR', 'UNAVAILABLE']);

const challengesByPassword: ReadonlyMap<string, readonly WireFields[]> = new Map([
  ['challenge', [textChallenge]],
  ['options', [optionsChallenge]],
  ['image', [imageChallenge]],
]);

/** `token` is the sandbox's own word: MX Bank has no word that asks for a code. */
const challengesByAnswer: ReadonlyMap<string, readonly WireFields[]> = new Map([
  ...challengesByPassword,
  ['challenges', [textChallenge, secondTextChallenge]],
  ['image options', [imageOptionsChallenge]],
  ['token', [tokenChallenge]],
]);

/** MX Bank's reply to a password. It is case-sensitive, and any other password is right. */
export function replyToPassword(password: string): BankReply {
  const status = failures.get(password);
  if (status !== undefined) return { type: 'failure', status };
  const posed = challengesByPassword.get(password);
  return posed === undefined ? { type: 'success' } : toChallenges(posed);
}

/**
 * MX Bank's reply to the answers to the challenges that it posed together: `correct` is right, the
 * word of a challenge poses that challenge next, three words fail as they do as a password, and all
 * other words are wrong.
 */
export function replyToAnswers(values: readonly string[]): BankReply {
  const value = values.find((answer) => answer !== 'correct');
  if (value === undefined) return { type: 'success' };
  const posed = challengesByAnswer.get(value);
  if (posed !== undefined) return toChallenges(posed);
  const status = failuresByAnswer.has(value) ? failures.get(value) : undefined;
  return { type: 'failure', status: status ?? 'REJECTED' };
}

/**
 * The reply that a script asks for: that to a password, or the challenges that only an answer can
 * ask MX Bank for.
 */
export function replyToScript(word: string): BankReply {
  const posed = challengesByAnswer.get(word);
  return posed === undefined ? replyToPassword(word) : toChallenges(posed);
}

function toChallenges(templates: readonly WireFields[]): BankReply {
  return { type: 'challenge', challenges: templates.map(toChallenge) };
}
