import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Feed } from '../../feed.ts';
import { toText } from '../../operation/result-text.ts';
import type { PartsFormat } from '../../operation/rules/response-form.ts';
import { endWithClient } from '../client.ts';
import { PartSender } from './part-sender.ts';
import { toPart } from './text.ts';

/** Sends one response in parts. It ends by itself, so that a server that stops waits for it. */
export function sendInParts(
  response: ServerResponse,
  results: Feed<ExecutionResult>,
  type: PartsFormat,
): void {
  const toBytes = (part: ExecutionResult) => Buffer.from(toPart(toText(part).text));
  endWithClient(response);
  new PartSender(results, { response, type, toBytes }).start();
}
