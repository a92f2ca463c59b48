import { type Environment, isSecretName } from '../config/variables.ts';

/** Everything of this environment that must not be printed, in the forms in which it may occur. */
export function findSecrets(env: Environment, token: string | null): string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    isSecretName(name) && value !== undefined ? [value] : [],
  );
  const headers = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS']
    .flatMap((name) => (env[name] ?? '').split(','))
    .map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
  const password = URL.parse(env['REDIS_URL'] ?? '')?.password ?? '';
  return [
    ...values,
    ...headers,
    ...headers.map(decode),
    password,
    decode(password),
    token?.trim() ?? '',
  ];
}

/** The text itself if it is not percent-encoded correctly. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
