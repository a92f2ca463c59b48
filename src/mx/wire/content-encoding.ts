import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';

/**
 * Double compression only happens by mistake, and each further coding could multiply the work
 * again.
 */
const MAX_CODINGS = 2;

/**
 * The body without its `Content-Encoding`. The gateway does not ask MX for an encoding, but a proxy
 * in between may still apply one.
 *
 * @throws an error with a `code`: ERR_BUFFER_TOO_LARGE as soon as more than `maxBytes` come out,
 * UNKNOWN_ENCODING, or zlib's own when the body is damaged or ends too early.
 */
export async function decodeContent(
  body: Buffer,
  encoding: string,
  maxBytes: number,
): Promise<Buffer> {
  const codings = toCodings(encoding);
  if (codings.length > MAX_CODINGS) throw unknownEncoding();
  let decoded = body;
  // The header lists the codings in the order in which they were applied.
  for (const coding of codings.toReversed()) {
    decoded = await decoderOf(coding, decoded)(decoded, { maxOutputLength: maxBytes });
  }
  return decoded;
}

/** True if there is a coding to decode. */
export function isEncoded(encoding: string | undefined): encoding is string {
  return encoding !== undefined && toCodings(encoding).length > 0;
}

function toCodings(encoding: string): string[] {
  const codings = encoding.split(',').map((coding) => coding.trim().toLowerCase());
  return codings.filter((coding) => coding !== '' && coding !== 'identity');
}

type Decoder = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};
const inflateZlib: Decoder = promisify(inflate);
const inflateBare: Decoder = promisify(inflateRaw);

function decoderOf(coding: string, body: Buffer): Decoder {
  // Some servers send raw deflate data, without the zlib wrapper.
  if (coding === 'deflate') return hasZlibHeader(body) ? inflateZlib : inflateBare;
  const decoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (decoder === undefined) throw unknownEncoding();
  return decoder;
}

function hasZlibHeader(body: Buffer): boolean {
  const [method = 0, flags = 0] = body;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

function unknownEncoding(): Error {
  return Object.assign(new Error('unknown encoding'), { code: 'UNKNOWN_ENCODING' });
}
