/** How MX stands to the gateway. Refused: it answers, and does not accept our key or our version. */
export type Health = 'up' | 'down' | 'key-refused' | 'version-refused';

const sentences: Readonly<Record<Health, string>> = {
  up: 'MX answers again.',
  down: 'MX is not answering.',
  'key-refused': 'MX refuses the key of the gateway (401): check MX_CLIENT_ID and MX_API_KEY.',
  'version-refused': 'MX does not serve the version asked for (406): check MX_API_VERSION.',
};

/** One sentence for operators. */
export function describeHealth(health: Health): string {
  return sentences[health];
}
