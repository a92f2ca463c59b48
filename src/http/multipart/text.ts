/** The media types of responses in parts. Clients find the form by the name of its specification. */
export const PART_TYPES = {
  /** Apollo's multipart protocol for subscriptions. */
  subscription: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  /** Responses with `@defer` and `@stream`, in the form of graphql 17. */
  'v0.2': 'multipart/mixed;boundary="graphql";incrementalSpec=v0.2',
  /** The same in the form of August 2022. */
  '20220824': 'multipart/mixed;boundary="graphql";deferSpec=20220824',
} as const;

export type PartType = keyof typeof PART_TYPES;

/** The first bytes of a body. No JSON text contains the boundary, because it begins with a line break. */
export const FIRST = '\r\n--graphql';

/**
 * The end of a body, after its last part. Apollo iOS 2.0 treats a line break after it as a part that
 * it cannot read.
 */
export const LAST = '--';

/**
 * A part with the boundary that ends it, so that a client need not wait for the next part. Its type
 * has no charset, which Apollo iOS up to 1.15 cannot read.
 */
export function toPart(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`;
}
