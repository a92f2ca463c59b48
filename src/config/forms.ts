import { z } from 'zod';

/** The items of a comma-separated list, without the spaces around them. */
export function list() {
  return z.string().transform((text) => text.split(',').map((item) => item.trim()));
}

export function rate() {
  return z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number)
    .optional()
    .describe('a whole number from 1 to 999999');
}

export function wholeNumber(min: number, max: number, fallback: number) {
  return numberFrom(min, max).default(fallback).describe(describeRange(min, max));
}

export function optionalNumber(min: number, max: number) {
  return numberFrom(min, max).optional().describe(describeRange(min, max));
}

function numberFrom(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

function describeRange(min: number, max: number): string {
  return `a whole number from ${min} to ${max}`;
}

export function exactText(claim: string) {
  return z
    .string()
    .regex(/^\S+$/)
    .optional()
    .describe(`the "${claim}" claim of your tokens, exactly as they contain it and without spaces`);
}

export function claimName() {
  return z
    .string()
    .regex(/^\S+$/)
    .optional()
    .describe(
      'the name of a claim, without spaces, such as client_id, https://example.com/mx_user or app_metadata.mx_user',
    );
}
