import type { Config } from '../../../src/config.ts';
import type { TracesConfig } from '../../../src/config/trace-variables.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type OtlpReceiver, startOtlpReceiver, tracesTo } from '../../support/otlp-receiver.ts';

export const SERVER = 2;
export const CLIENT = 3;
export const ERROR = 2;

/** What a collector has of a gateway, after the gateway has stopped. */
export async function tracesOf(
  work: (gateway: TestGateway, receiver: OtlpReceiver) => Promise<unknown>,
  changes: Partial<TracesConfig> = {},
  more: Partial<Config> = {},
) {
  await using receiver = await startOtlpReceiver();
  const gateway = await startTestGateway({
    config: { ...more, traces: tracesTo(receiver.url, changes) },
  });
  try {
    await work(gateway, receiver);
  } finally {
    await gateway[Symbol.asyncDispose]();
  }
  const { spans, headers } = receiver;
  return { spans, headers, bytes: receiver.bytes(), gateway };
}
