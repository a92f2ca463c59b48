import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

/** A file that never changes under its path, because the path contains a hash of the content. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  /** The file is compressed once, when a client first asks for it. */
  readonly brotli: () => Promise<Buffer>;
}

const compress = promisify(brotliCompress);

export interface AssetSource {
  /** The path, from the hash of the content. */
  readonly toPath: (hash: string) => string;
  /** The media type. */
  readonly type: string;
  readonly plain: Buffer;
}

export function createAsset({ toPath, type, plain }: AssetSource): Asset {
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12);
  let compressed: Promise<Buffer> | undefined;
  return {
    path: toPath(hash),
    type,
    etag: hash,
    plain,
    // Quality 5 compresses 5.3 MB in half a second, off the main thread; quality 11 would take ten
    // seconds.
    brotli: () =>
      (compressed ??= compress(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })),
  };
}

export async function sendAsset(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { type, etag, plain, brotli }: Asset,
): Promise<void> {
  const takesBrotli = acceptsBrotli(headers['accept-encoding']);
  const tag = `"${etag}${takesBrotli ? '-br' : ''}"`;
  response
    .setHeader('content-type', type)
    .setHeader('cache-control', 'public, max-age=31536000, immutable')
    .setHeader('etag', tag)
    .setHeader('vary', 'accept-encoding');
  if (headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return;
  }
  const body = takesBrotli ? await brotli() : plain;
  if (takesBrotli) response.setHeader('content-encoding', 'br');
  response.setHeader('content-length', body.length).end(body);
}

function acceptsBrotli(header: string | string[] | undefined): boolean {
  return /(?:^|,)\s*br\s*(?:,|$|;\s*q=(?:1|0\.\d*[1-9]))/i.test(String(header ?? ''));
}
