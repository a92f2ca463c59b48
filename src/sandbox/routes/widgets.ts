import { randomBytes } from 'node:crypto';
import { userOf } from '../call.ts';
import type { Call } from '../call.ts';
import { badRequest, notFound } from '../errors.ts';
import type { SandboxResponse } from '../options.ts';
import { objectAt, rootOf, textAt } from '../request-body.ts';

export function requestWidgetUrl(call: Call): SandboxResponse {
  const user = userOf(call);
  const fields = rootOf(call.body, 'widget_url');
  const type = textAt(fields, 'widget_type');
  if (typeof type !== 'string') throw badRequest('"widget_type" is missing.');
  const memberGuid = textAt(fields, 'current_member_guid');
  if (typeof memberGuid === 'string' && !user.members.has(memberGuid)) throw notFound('Member');
  return { status: 200, body: { widget_url: { type, url: newUrl(call), user_id: user.id } } };
}

/** In v20111101 only. */
export function requestConnectWidgetUrl(call: Call): SandboxResponse {
  const { guid, members } = userOf(call);
  const memberGuid = textAt(objectAt(call.body, 'config'), 'current_member_guid');
  if (typeof memberGuid === 'string' && !members.has(memberGuid)) throw notFound('Member');
  return { status: 200, body: { user: { connect_widget_url: newUrl(call), guid } } };
}

/** What the address shows: the sandbox has no widget. */
export function widgetPage(): SandboxResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><meta charset="utf-8"><title>MX sandbox</title><p>MX’s widget would be here.</p>',
  };
}

function newUrl({ origin }: Call): string {
  return `${origin}/md/connect/${randomBytes(24).toString('hex')}`;
}
