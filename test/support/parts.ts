import { meros } from 'meros/browser';
import type { Data } from './gateway.ts';

/** What Apollo Client sends for a subscription. */
export const SUBSCRIPTION_PARTS = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0';

export interface PartsOptions {
  readonly url: string;
  readonly body: object;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation whose response comes in parts, which an independent parser reads. */
export async function openParts({
  url,
  body,
  accept = `${SUBSCRIPTION_PARTS},application/graphql-response+json,application/json;q=0.9`,
  headers,
}: PartsOptions) {
  const abort = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify(body),
    signal: abort.signal,
  });
  const read = await meros<Data>(response);
  const parts = read instanceof Response ? undefined : read[Symbol.asyncIterator]();
  return {
    response,
    /** The next part; undefined at the end of the response. Rejects when the response breaks off. */
    async next(): Promise<Data | undefined> {
      const step = await parts?.next();
      if (step === undefined) throw new TypeError('a response without parts');
      if (step.done === true) return undefined;
      if (!step.value.json) throw new TypeError('a part that is no JSON');
      return step.value.body;
    },
    async rest(): Promise<Data[]> {
      const all = [];
      for (let part = await this.next(); part !== undefined; part = await this.next()) {
        all.push(part);
      }
      return all;
    },
    async [Symbol.asyncDispose]() {
      abort.abort();
    },
  };
}
