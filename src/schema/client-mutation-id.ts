import { limits } from '../limits.ts';
import { failures } from './failures.ts';

/** The description of `clientMutationId` in the input of every creation. */
export const clientMutationIdDescription =
  'A text of your choice that is unique to this creation. For ten minutes, a repeated call with the ' +
  'same text and the same input returns the first result.';

const path = ['input', 'clientMutationId'];

export function validateClientMutationId(id: string | null | undefined) {
  const most = limits.clientMutationIdCharacters;
  if (id === null || id === undefined || (id !== '' && id.length <= most)) return null;
  return failures.invalidInput(`clientMutationId must have 1 to ${most} characters.`, path);
}

export function otherInput() {
  const message = 'This clientMutationId was used with another input less than ten minutes ago.';
  return failures.invalidInput(message, path);
}
