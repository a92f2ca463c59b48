import type { MemberPhase } from '../upstream/respond.ts';

/** What MX does with one request. `page` is a page of HTML that says it is JSON. */
export type Fate =
  | 'good'
  | '503'
  | 'reset'
  | 'silence'
  | 'half'
  | 'page'
  | 'slow head'
  | 'slow body';

/** What MX does with all requests. */
export type Weather = (
  | { readonly kind: 'calm' }
  /** Nothing listens, and all connections are reset. */
  | { readonly kind: 'closed' }
  /** A share of the requests, at random, has one of the fates, each as often as the others. */
  | { readonly kind: 'ill'; readonly share: number; readonly fates: readonly Fate[] }
) & {
  readonly latencyMs?: number;
  /** The status of all members from now on. */
  readonly phase?: MemberPhase;
};

/** The fates of requests. They are the same in each run, whatever the order of the requests. */
export function createFates(seed = 1): { readonly next: (weather: Weather) => Fate } {
  let state = seed;
  // mulberry32
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next(weather) {
      if (weather.kind !== 'ill' || random() >= weather.share) return 'good';
      return weather.fates[Math.floor(random() * weather.fates.length)] ?? 'good';
    },
  };
}
