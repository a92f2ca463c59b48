import { randomBytes } from 'node:crypto';
import { requireUser } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { badRequest, notFound } from '../errors.ts';
import type { SandboxResponse } from '../options.ts';
import { objectAt, rootObject, textAt } from '../request-body.ts';

export function requestWidgetUrl(call: ApiCall): SandboxResponse {
  const user = requireUser(call);
  const fields = rootObject(call.body, 'widget_url');
  const type = textAt(fields, 'widget_type');
  if (typeof type !== 'string') throw badRequest('"widget_type" is missing.');
  const memberGuid = textAt(fields, 'current_member_guid');
  if (typeof memberGuid === 'string' && !user.members.has(memberGuid)) throw notFound('Member');
  return { status: 200, body: { widget_url: { type, url: newUrl(call), user_id: user.id } } };
}

/** This route only exists in v20111101. */
export function requestConnectWidgetUrl(call: ApiCall): SandboxResponse {
  const { guid, members } = requireUser(call);
  const memberGuid = textAt(objectAt(call.body, 'config'), 'current_member_guid');
  if (typeof memberGuid === 'string' && !members.has(memberGuid)) throw notFound('Member');
  return { status: 200, body: { user: { connect_widget_url: newUrl(call), guid } } };
}

/** The page at a widget's address: the sandbox has no widget. */
export function widgetPage(): SandboxResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><meta charset="utf-8"><title>MX sandbox</title><p>MX’s widget would be here.</p>',
  };
}

function newUrl({ origin }: ApiCall): string {
  return `${origin}/md/connect/${randomBytes(24).toString('hex')}`;
}
