import { MxSessionError } from '../errors.ts';
import type { Tokens } from '../tokens.ts';

/** How often in a row a new token may be rejected. */
const MOST_REFUSALS = 3;

export interface Refusals {
  /** The value of `Authorization` for the next connection. */
  readonly authorization: Tokens['authorization'];
  /**
   * Reports that the gateway has rejected this value; true if it is worth asking for another token.
   */
  readonly refused: (authorization: string | undefined) => boolean;
  /** Reports that the gateway has accepted a token. */
  readonly accepted: () => void;
}

/** Ends the renewal of tokens when the gateway rejects one after another. */
export function createRefusals(tokens: Tokens): Refusals {
  let inARow = 0;
  return {
    authorization: tokens.authorization,
    refused(authorization) {
      tokens.refuse(authorization);
      inARow += 1;
      return authorization !== undefined && inARow < MOST_REFUSALS;
    },
    accepted() {
      inARow = 0;
    },
  };
}

export const rejectedSession = () =>
  new MxSessionError('The gateway rejects the tokens that getToken returns.');
