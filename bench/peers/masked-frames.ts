// As much of RFC 6455 as the bench's own watchers need of a server: their frames come whole, each
// below 64 KB, and their mask is zero.

const FINAL_TEXT = 0x81;
const TEXT = 0x1;
const TWO_BYTES = 126;
const MASK_BYTES = 4;

export function toFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < TWO_BYTES
      ? [FINAL_TEXT, payload.length]
      : [FINAL_TEXT, TWO_BYTES, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}

export function* readMaskedTexts(chunk: Buffer): Generator<string> {
  let at = 0;
  while (at + 2 <= chunk.length) {
    const short = (chunk[at + 1] ?? 0) & 0x7f;
    const start = at + MASK_BYTES + (short === TWO_BYTES ? 4 : 2);
    const length = short === TWO_BYTES ? chunk.readUInt16BE(at + 2) : short;
    if (((chunk[at] ?? 0) & 0xf) === TEXT) yield chunk.toString('utf8', start, start + length);
    at = start + length;
  }
}
