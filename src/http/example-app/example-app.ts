import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendAsset } from '../assets.ts';
import { toPath } from '../checks.ts';
import type { Mount } from '../mounts.ts';
import { sendJson } from '../reply.ts';
import { type BuiltFiles, readBuiltFiles } from './built-files.ts';
import { createSession, type SignToken } from './session.ts';

/**
 * The app loads nothing from other origins, and has no inline script and no inline style. Pictures
 * of MFA are data URIs.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const METHODS = ['GET', 'HEAD'];

export interface ExampleAppOptions {
  readonly signToken: SignToken;
}

/**
 * Responds on `/app` with the example app (`examples/web`), and below with its files and its
 * session. The files are read at the first view.
 */
export function createExampleApp({ signToken }: ExampleAppOptions): Mount {
  const session = createSession(signToken);
  let reading: Promise<BuiltFiles | undefined> | undefined;

  function read() {
    reading ??= readBuiltFiles().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    if (!METHODS.includes(request.method ?? '')) {
      const allow = METHODS.join(', ');
      return sendJson(response, 405, { error: `This path only allows ${allow}.` }, { allow });
    }
    const path = toPath(request);
    if (path === '/app/session') return session(request, response);
    if (path === '/app/') return response.writeHead(302, { location: '/app' }).end();
    const files = await read();
    if (path === '/app' && files !== undefined) return sendPage(response, files.page);
    const asset = files?.assets.get(path);
    if (asset === undefined) {
      return sendJson(response, 404, { error: 'There is nothing at this path.' });
    }
    return sendAsset(request, response, asset);
  }

  return { path: '/app', answer };
}

function sendPage(response: ServerResponse, page: Buffer): void {
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': page.length,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      // The page names the files of one build.
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
    })
    .end(page);
}
