import { firstDifference } from '../measure/compare.ts';
import { createTarget, toCall } from '../measure/load.ts';
import type { StartedProcess } from '../measure/processes.ts';
import { userGuid, USUAL } from '../upstream/shape.ts';
import { QUERY_NAMES } from './queries.ts';

/** @throws {Error} when two systems send different data, or one sends errors */
export async function compareResponses(systems: readonly StartedProcess[]): Promise<void> {
  for (const query of QUERY_NAMES) {
    const call = await toCall(query, userGuid(USUAL, 0));
    let expected: unknown;
    for (const { name, url } of systems) {
      await using target = createTarget(url, 1);
      const response: unknown = JSON.parse(await target.send(call));
      expected ??= response;
      const difference = firstDifference(expected, response);
      if (difference !== null) throw new Error(`${query}: ${name} differs at ${difference}`);
    }
    const [noun = ''] = Object.keys((expected as { readonly data: object }).data);
    if (noun === '' || JSON.stringify(expected).includes('"errors"')) {
      throw new Error(`${query}: ${JSON.stringify(expected).slice(0, 500)}`);
    }
  }
}
