import { readConfig } from '../../src/config.ts';

export const KEYS = { MX_CLIENT_ID: 'partner', MX_API_KEY: 'k3y-never-shown', AUTH: 'none' };

export function configOf(env: Record<string, string>) {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config;
}

export function problemsOf(env: Record<string, string>) {
  const result = readConfig(env);
  return result.ok ? [] : result.problems;
}

export function warningsOf(env: Record<string, string>) {
  const result = readConfig(env);
  return result.ok ? result.warnings : [];
}
