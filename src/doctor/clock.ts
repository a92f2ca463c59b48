import { failed, type Finding, ok, skipped, warning } from './finding.ts';
import type { MxReply } from './mx-caller.ts';

/** Tokens that were issued this far in the future are rejected (`auth/token.ts`). */
const INTOLERABLE_MS = 60_000;
const NOTICEABLE_MS = 5_000;
/** A `Date` header has whole seconds. */
const HEADER_MS = 1_000;

const FIX = 'Let this machine take its time from an NTP server (chrony, systemd-timesyncd).';

/** Compares this machine's clock with the `Date` of MX's responses. */
export function judgeClock(replies: readonly MxReply[]): Finding {
  const offsets = replies.flatMap((reply) => {
    const date = reply.kind === 'answer' ? Date.parse(reply.date ?? '') : Number.NaN;
    const slack = reply.ms / 2 + HEADER_MS / 2;
    return Number.isNaN(date) ? [] : [{ ahead: reply.at - (date + HEADER_MS / 2), slack }];
  });
  const [best] = offsets.toSorted((a, b) => a.slack - b.slack);
  if (best === undefined) {
    return skipped('clock', 'MX sent no time, so that the clock cannot be compared.');
  }
  const off = Math.max(0, Math.abs(best.ahead) - best.slack);
  const details = { aheadSeconds: Math.round(best.ahead / 1_000) };
  const seconds = Math.round(off / 1_000);
  const side = best.ahead > 0 ? 'ahead of' : 'behind';
  const sentence = `This machine's clock is ${seconds} seconds ${side} MX's.`;
  if (off >= INTOLERABLE_MS) {
    const harm =
      best.ahead > 0
        ? 'Tokens expire too early for this machine.'
        : 'New tokens are rejected, because they seem to be issued in the future.';
    return failed('clock', `${sentence} ${harm}`, FIX, details);
  }
  if (off >= NOTICEABLE_MS) {
    const harm = best.ahead > 0 ? 'Tokens expire too early.' : 'Tokens are accepted for too long.';
    return warning('clock', `${sentence} ${harm}`, FIX, details);
  }
  return ok('clock', "This machine's clock agrees with MX's.", details);
}
