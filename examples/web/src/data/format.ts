/** Decimals of the schema are texts; Intl formats them without losing a digit. */
type DecimalText = Intl.StringNumericLiteral;

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });
const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

const unitWords: Readonly<Record<string, string>> = {
  POINTS: 'points',
  MILES: 'miles',
  SEGMENTS: 'segments',
};

export function formatMoney(amount: string, currency = 'USD'): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return format.format(amount as DecimalText);
}

/** An amount of rewards, such as `$131.70` or `48,210 miles`. */
export function formatReward(amount: string, unit: string): string {
  if (unit === 'DOLLARS') return formatMoney(amount);
  return `${number.format(amount as DecimalText)} ${unitWords[unit] ?? 'of another kind'}`;
}

/** What a unit is called above its total. */
export function nameUnit(unit: string): string {
  if (unit === 'DOLLARS') return 'Cash back';
  const word = unitWords[unit] ?? 'other rewards';
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A calendar day, `YYYY-MM-DD`. */
export const formatDay = (date: string): string => day.format(new Date(`${date}T00:00:00Z`));

export const formatMoment = (time: string): string => moment.format(new Date(time));

/** The reader's current day, which decides what has expired. */
export function today(now = new Date()): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Whole days from one day to another; negative in the past. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** Such as `in 41 days`, `today` or `20 days ago`. */
export function formatDistance(days: number): string {
  return new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' }).format(
    Math.abs(days) < 60 ? days : Math.round(days / 30),
    Math.abs(days) < 60 ? 'day' : 'month',
  );
}
