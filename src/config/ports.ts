import { DEFAULT_PORT, type Environment } from './variables.ts';

/** Two servers on one port. Reads raw values, as `findContradictions` does. */
export function findPortProblems(given: Environment): string[] {
  const { PORT = String(DEFAULT_PORT), METRICS_PORT } = given;
  if (METRICS_PORT === undefined || METRICS_PORT !== PORT || PORT === '0') return [];
  return [
    `METRICS_PORT and PORT are both ${PORT}. Set METRICS_PORT to another port, which clients cannot reach.`,
  ];
}
