/**
 * The sandbox's remote control (docs/sandbox.md), which the gateway serves beside this page. An app
 * has nothing like it; it is here to see what the app does when things go wrong.
 */
const CONTROL = '/sandbox/control';

export const mfaKinds = {
  TEXT: 'a text',
  TWO_TEXTS: 'two texts at once',
  OPTIONS: 'a choice of texts',
  IMAGE: 'a text about a picture',
  IMAGE_OPTIONS: 'a choice of pictures',
  TOKEN: 'a one-time code',
} as const;

export type MfaKind = keyof typeof mfaKinds;

/** The input of each command; a member and an institution are named by their ids of the gateway. */
export interface Commands {
  readonly mfa: { readonly member: string; readonly kind: MfaKind };
  readonly status: { readonly member: string; readonly status: string };
  readonly trouble: { readonly institution: string; readonly trouble: 'MAINTENANCE' | null };
  readonly lag: { readonly latencyMs: number };
  readonly fail: { readonly status: number; readonly count: number };
  readonly reset: Readonly<Record<string, never>>;
}

/** Whether there is a remote control: only on this machine, and only with the sandbox inside. */
export async function hasControl(): Promise<boolean> {
  const response = await fetch(CONTROL).catch(() => undefined);
  return response?.ok === true;
}

/** Resolves with false if the sandbox did not take the command. */
export async function command<Name extends keyof Commands>(
  name: Name,
  input: Commands[Name],
): Promise<boolean> {
  const response = await fetch(`${CONTROL}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  }).catch(() => undefined);
  return response?.ok === true;
}
