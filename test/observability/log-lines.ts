import type { TestGateway } from '../support/gateway.ts';

export const query = '{ __typename }';

type Line = Readonly<Record<string, unknown>>;

export function linesOf({ logs }: TestGateway, event: string): Line[] {
  return logs.map((line) => JSON.parse(line) as Line).filter((line) => line['event'] === event);
}
