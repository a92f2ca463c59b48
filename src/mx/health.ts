/** The state of MX for the gateway. Refused: MX responds, but does not accept our key or version. */
export type Health = 'up' | 'down' | 'key-refused' | 'version-refused';

const sentences: Readonly<Record<Health, string>> = {
  up: 'MX is responding again.',
  down: 'MX is not responding.',
  'key-refused': 'MX rejects the key of the gateway (401). Check MX_CLIENT_ID and MX_API_KEY.',
  'version-refused': 'MX does not serve the requested API version (406). Check MX_API_VERSION.',
};

/** Describes the state of MX in one sentence for operators. */
export function describeHealth(health: Health): string {
  return sentences[health];
}
