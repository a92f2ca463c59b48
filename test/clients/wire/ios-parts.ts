/**
 * How Apollo iOS reads a response in parts, step by step, so that a response that one of its
 * versions cannot read fails a test.
 *
 * - 1.0 to 1.15: MultipartResponseParsingInterceptor and MultipartResponseSubscriptionParser of
 *   apollo-ios-dev at 313759d and 666acf8. A content type with a charset fails (apollo-ios#3495).
 * - 2.0 to 2.0.3: AsyncHTTPResponseChunkSequence and MultipartResponseSpecificationParser of
 *   apollo-ios at 543ed1c. Anything after the last `--` fails (apollo-ios#3612).
 */
export type IosVersion = '1.15' | '2.0';

type Json = Readonly<Record<string, unknown>>;

/** The objects of all parts; throws the error that the app would get. */
export function readIosParts(version: IosVersion, contentType: string, body: string): Json[] {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1];
  const specification = contentType.split(';').find((each) => each.includes('Spec='));
  if (boundary === undefined) throw new Error('missingMultipartBoundary');
  if (!['subscriptionSpec=1.0', 'deferSpec=20220824'].includes(specification ?? '')) {
    throw new Error('invalidMultipartProtocol');
  }
  const chunks = version === '1.15' ? splitAs1(body, boundary) : splitAs2(body, boundary);
  const isType = version === '1.15' ? isTypeOf1 : isTypeOf2;
  return chunks.map((chunk) => readChunk(chunk, isType)).filter((part) => part !== undefined);
}

/** The objects of a response of 2.0, as their parts arrive. */
export async function* followIosParts(
  contentType: string,
  chunks: AsyncIterable<string>,
): AsyncGenerator<Json> {
  const delimiter = `\r\n--${/boundary="?([^";]+)/.exec(contentType)?.[1]}`;
  let text = '';
  for await (const chunk of chunks) {
    const parts = (text + chunk).split(delimiter);
    text = parts.pop() ?? '';
    for (const part of parts) {
      const object = part === '' ? undefined : readChunk(part.replace(/^\r\n/, ''), isTypeOf2);
      if (object !== undefined) yield object;
    }
  }
  if (text !== '--') throw new Error('The response has broken off');
}

function splitAs1(body: string, boundary: string): readonly string[] {
  const ignored = new Set(['', '--', '\r\n', '--\r\n']);
  return body.split(`--${boundary}`).filter((chunk) => !ignored.has(chunk));
}

/** It looks for the end of a part after each byte. */
function splitAs2(body: string, boundary: string): readonly string[] {
  const chunks = body.split(`\r\n--${boundary}`).map((chunk) => chunk.replace(/^\r\n/, ''));
  return chunks.filter((chunk) => chunk !== '' && chunk !== '--');
}

function isTypeOf1(line: string): boolean {
  return line.split(':').at(-1)?.trim() === 'application/json';
}

function isTypeOf2(line: string): boolean {
  const value = line.slice(line.indexOf(': ') + 2).split('; ')[0] ?? '';
  return ['application/json', 'application/graphql-response+json'].includes(value);
}

function readChunk(chunk: string, isType: (line: string) => boolean): Json | undefined {
  for (const each of chunk.split('\r\n\r\n')) {
    const line = each.replaceAll(/^[\r\n]+|[\r\n]+$/g, '');
    if (line === '{}') return undefined;
    if (/^content-type/i.test(line)) {
      if (!isType(line)) throw new Error(`unsupportedContentType: ${line}`);
    } else {
      return parse(line);
    }
  }
  return undefined;
}

function parse(line: string): Json {
  try {
    return JSON.parse(line) as Json;
  } catch {
    throw new Error('cannotParseChunkData');
  }
}
