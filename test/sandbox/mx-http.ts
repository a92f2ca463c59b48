import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';

/** Header sets that name a version. */
export const v1 = { accept: 'application/vnd.mx.api.v1+json' };
export const beta = { accept: 'application/vnd.mx.api.v1beta+json', 'accept-version': 'v20111101' };
export const v2025 = { accept: 'application/json', 'accept-version': 'v20250224' };

export const login = 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1';
export const password = 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Whatever JSON.parse makes of it: a test asserts on what it reads. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface TestSandbox extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly jobMs: number;
  /** Moves the sandbox's clock. */
  readonly advance: (ms: number) => void;
  /** `call('GET /users')`, as v20111101 unless the headers say otherwise. */
  readonly call: (
    target: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
  readonly createUser: (fields?: object) => Promise<string>;
  /** A member at MX Bank with the password; returns its path. */
  readonly createMember: (password: string, username?: string) => Promise<string>;
}

export const startOfTime = Date.parse('2026-11-22T10:00:00.000Z');

export const authorization = `Basic ${Buffer.from('client:key').toString('base64')}`;

/** A sandbox without users on a clock that stands still, with jobs of ten seconds. */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  let now = startOfTime;
  const jobMs = 10_000;
  const sandbox = await startSandbox({ seed: 'empty', jobMs, now: () => now, ...options });

  const call: TestSandbox['call'] = async (target, body, headers = beta) => {
    const [method = 'GET', path = '/'] = target.split(' ');
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const { status } = response;
    return { status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };

  const createUser: TestSandbox['createUser'] = async (fields = { metadata: 'x' }) =>
    (await call('POST /users', { user: fields })).body.user.guid;

  return {
    sandbox,
    jobMs,
    advance(ms) {
      now += ms;
    },
    call,
    createUser,
    async createMember(secret, username = 'mxuser') {
      const user = await createUser();
      const created = await call(`POST /users/${user}/members`, memberAtMxBank(secret, username));
      return `/users/${user}/members/${created.body.member.guid}`;
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

/** A body of createMember. */
export function memberAtMxBank(secret: string, username = 'mxuser', fields: object = {}): object {
  const credentials = [
    { guid: login, value: username },
    { guid: password, value: secret },
  ];
  return { member: { institution_code: 'mxbank', credentials, ...fields } };
}
