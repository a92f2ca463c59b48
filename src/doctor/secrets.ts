import { type Environment, isSecretName } from '../config/variables.ts';

/** Everything of this environment that must not be printed, in the forms in which it may occur. */
export function findSecrets(env: Environment, token: string | null): string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    isSecretName(name) && value !== undefined ? [value] : [],
  );
  const password = URL.parse(env['REDIS_URL'] ?? '')?.password ?? '';
  return [...values, password, decode(password), token?.trim() ?? ''];
}

/** The text itself if it is not percent-encoded correctly. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
