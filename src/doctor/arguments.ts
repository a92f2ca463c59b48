import { parseArgs } from 'node:util';

export interface DoctorArguments {
  readonly isJson: boolean;
  readonly isStrict: boolean;
  /** True if a token is read from stdin. */
  readonly readsToken: boolean;
  /** An origin. */
  readonly url: string | null;
}

export const USAGE = `Usage: node src/doctor.ts [--json] [--strict] [--token] [--url https://gateway.example.com]

Looks at the settings, MX, the key set, Redis and the clock, and says what is wrong and what to do.
It only reads, and prints no secret. It ends with 0 if nothing has failed, and with 1 otherwise.

  --json     print one JSON object
  --strict   end with 1 for warnings, too
  --token    read a token from stdin, and say whether the gateway accepts it
  --url      ask a running gateway at its public address, through the proxies before it
`;

/** Null for arguments that the doctor does not know. */
export function readArguments(args: readonly string[]): DoctorArguments | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        token: { type: 'boolean', default: false },
        url: { type: 'string' },
      },
    });
    const url = values.url === undefined ? null : toOrigin(values.url);
    return url === undefined
      ? null
      : { isJson: values.json, isStrict: values.strict, readsToken: values.token, url };
  } catch {
    return null;
  }
}

/** Undefined for something else than the URL of a web server. */
function toOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}
