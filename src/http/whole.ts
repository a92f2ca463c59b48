import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { type ResultText, toText } from '../operation/result-text.ts';
import type { JsonType } from './accept-header.ts';
import { toPayloadText } from './multipart/subscription-parts.ts';
import { FIRST, LAST, PART_TYPES, type PartType, toPart } from './multipart/text.ts';
import { PARTIAL_SUCCESS, toStatus } from './status.ts';

/** The form of a response with one result. */
export type WholeForm = JsonType | PartType;

/** Sends one result, which is the whole response. */
export function sendWhole(
  response: ServerResponse,
  form: WholeForm,
  result: ExecutionResult,
): void {
  const { text, bytes } = toBody(form, result);
  const head = ['content-type', CONTENT_TYPES[form], 'content-length', String(bytes)];
  let status = 200;
  if (result.errors !== undefined) {
    const { status: ofErrors, headers } = toHead(form, result);
    status = ofErrors;
    for (const [name, value] of Object.entries(headers)) head.push(name, String(value));
  }
  if (status === PARTIAL_SUCCESS) response.statusMessage = 'Partial Success';
  // Text of ASCII needs no conversion.
  response.writeHead(status, head).end(text, bytes === text.length ? 'latin1' : 'utf8');
}

const CONTENT_TYPES: Readonly<Record<WholeForm, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
  ...PART_TYPES,
};

function toBody(form: WholeForm, result: ExecutionResult): ResultText {
  if (form === 'application/json' || form === 'application/graphql-response+json') {
    return toText(result);
  }
  const isEvent = form === 'subscription';
  const json = isEvent
    ? toPayloadText(result)
    : `${toText(result).text.slice(0, -1)},"hasNext":false}`;
  const text = `${FIRST}${toPart(json)}${LAST}`;
  return { text, bytes: Buffer.byteLength(text) };
}

/** The highest status of the errors. Under `application/json` a well-formed request is answered with 200. */
function toHead(form: WholeForm, result: ExecutionResult) {
  const headers: OutgoingHttpHeaders = {};
  let status = 200;
  for (const error of result.errors ?? []) {
    const http = toStatus(error, result);
    if (http === undefined) continue;
    Object.assign(headers, http.headers);
    if (form === 'application/json' && http.isWellFormed === true) continue;
    status = Math.max(status, http.status);
  }
  return { status, headers };
}
