import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from '../errors.ts';
import { readIncoming, sendResponse } from '../http.ts';
import type { SandboxResponse } from '../options.ts';
import { checkAccess, corsHeaders } from './access.ts';
import { isCommand, runCommand } from './commands.ts';
import { describeWorld, type World } from './overview.ts';

/** Responds to a request under `/sandbox/control`. */
export type RemoteControl = (message: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** The path of the remote control; its commands are below. */
const REMOTE_CONTROL = '/sandbox/control';

const MAX_BODY_BYTES = 16 * 1024;

export function isRemoteControl({ url = '/' }: Pick<IncomingMessage, 'url'>): boolean {
  const [path = ''] = url.split('?');
  return path === REMOTE_CONTROL || path.startsWith(`${REMOTE_CONTROL}/`);
}

export function createRemoteControl(world: World): RemoteControl {
  async function respond(message: IncomingMessage): Promise<SandboxResponse> {
    const { method = 'GET' } = message;
    const { request, bodyProblem, hasBody } = await readIncoming(
      message,
      world.now,
      MAX_BODY_BYTES,
    );
    checkAccess(message.headers);
    if (method === 'OPTIONS') return { status: 204 };
    const name = request.path.slice(REMOTE_CONTROL.length + 1);
    if (name === '') {
      allowOnly('GET', method);
      return { status: 200, body: describeWorld(world) };
    }
    if (!isCommand(name)) throw new HttpError(404, 'There is no such command. GET lists them.');
    allowOnly('POST', method);
    if (bodyProblem === 'too large') {
      throw new HttpError(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
    }
    const type = request.headers['content-type'] ?? '';
    if (hasBody && !/^application\/json\s*(?:;|$)/i.test(type)) {
      throw new HttpError(415, 'The body must be of type application/json.');
    }
    if (bodyProblem === 'malformed') throw new HttpError(400, 'The body must be a JSON object.');
    return { status: 200, body: await runCommand(world, name, request.body) };
  }

  return async (message, outgoing) => {
    const response = await respond(message).catch(toErrorResponse);
    const headers = { ...corsHeaders(message.headers), 'cache-control': 'no-store' };
    sendResponse(outgoing, { ...response, headers: { ...headers, ...response.headers } });
  };
}

function allowOnly(allowed: string, method: string): void {
  if (method !== allowed) throw new HttpError(405, `This path only allows ${allowed}.`);
}

function toErrorResponse(error: unknown): SandboxResponse {
  if (!(error instanceof HttpError)) throw error;
  const { status, message } = error;
  return { status, body: { error: message } };
}
