const NUMBER = /^\s*([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,9}))?\s*$/i;
const DATE = /^([1-9]\d{3})-(\d\d)-(\d\d)(?:$|[T ])/;
// Days that not every month has take the slower path.
const COMMON_DATE = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/;
const DATE_TIME =
  /^([1-9]\d{3})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/;
// The form that MX nearly always writes.
const COMMON_DATE_TIME =
  /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|\.\d{3}Z|\+00:00)$/;
const HTTP_URL = /^https?:\/\/[^\s"<>\\]+$/i;

/** The most digits on one side of the point: more than the largest and the smallest double have. */
const MAX_DIGITS = 400;

/**
 * The shortest plain decimal of a number, or of a text that is a number: without an exponent,
 * without padding, and without loss of digits. Null for a number that is not finite, for any other
 * text (grouped, with a currency), and for more than 400 digits on one side of the point.
 */
export function toPlainDecimal(value: number | string): string | null {
  const written = String(value);
  // JavaScript never pads, and writes exponents only below 1e-6 and from 1e21 on.
  if (typeof value === 'number' && Number.isFinite(value) && !written.includes('e')) return written;
  const parts = written.length > 3 * MAX_DIGITS ? null : NUMBER.exec(written);
  if (parts === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/(?<!0)0+$/, '');
  const leadingZeros = digits.length - digits.replace(/^0+/, '').length;
  const significant = digits.slice(leadingZeros);
  if (significant === '') return '0';
  const point = whole.length - leadingZeros + Number(exponent);
  if (point > MAX_DIGITS || significant.length - point > MAX_DIGITS) return null;
  const padded = significant.padStart(significant.length - Math.min(point - 1, 0), '0');
  const at = Math.max(point, 1);
  const plain = `${padded.slice(0, at).padEnd(at, '0')}.${padded.slice(at)}`;
  return (sign === '-' ? '-' : '') + (plain.endsWith('.') ? plain.slice(0, -1) : plain);
}

/** `YYYY-MM-DD` of a date or timestamp as MX writes them; null when no such day exists. */
export function toDate(value: string): string | null {
  if (COMMON_DATE.test(value)) return value;
  const parts = DATE.exec(value);
  if (parts === null || !isDay(Number(parts[1]), Number(parts[2]), Number(parts[3]))) return null;
  return value.slice(0, 10);
}

/**
 * A timestamp in any of the forms that MX writes (`Z`, `.000Z`, `+00:00`, `-06:00`, `+0000`), as
 * RFC 3339 in UTC with milliseconds. A timestamp without a zone is in UTC. Null when no such moment
 * exists.
 */
export function toDateTime(value: string): string | null {
  if (COMMON_DATE_TIME.test(value)) {
    return value.length === 24 ? value : `${value.slice(0, 19)}.000Z`;
  }
  const parts = DATE_TIME.exec(value);
  if (parts === null) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6])];
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  const milliseconds = parts[7] === undefined ? 0 : Number(parts[7].padEnd(3, '0').slice(0, 3));
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const moment = new Date(utc - toOffsetMs(parts[8])).toISOString();
  // A zone can push the last hours of 9999 into a year that RFC 3339 cannot write.
  return moment.length === 24 ? moment : null;
}

/** The unchanged URL if it is http or https; null for any other URL, including `javascript:`. */
export function toHttpUrl(value: string): string | null {
  return HTTP_URL.test(value) && URL.canParse(value) ? value : null;
}

function toOffsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function isDay(year: number, month: number, day: number): boolean {
  return day >= 1 && day <= daysIn(year, month);
}

/** The days in a month; 0 for a month that does not exist. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month === 4 || month === 6 || month === 9 || month === 11) return 30;
  return month >= 1 && month <= 12 ? 31 : 0;
}
