/** What MX asks of every call, with the beta header under which accounts have their rewards fields. */
export const HEADERS = {
  accept: 'application/vnd.mx.api.v1beta+json',
  'accept-version': 'v20111101',
  authorization: `Basic ${Buffer.from('bench:bench').toString('base64')}`,
};

/** Where MX is: the harness passes it to every peer. */
export const MX_URL = process.env['MX_BASE_URL'] ?? '';

/** Tells the harness where a peer listens. */
export function report(url: string): void {
  process.stdout.write(`${JSON.stringify({ url })}\n`);
}
