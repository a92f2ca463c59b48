import { randomBytes } from 'node:crypto';
import { requireMember } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { badRequest, notFound } from '../errors.ts';
import { toConnectionState } from '../jobs.ts';
import type { Jobs } from '../jobs.ts';
import type { SandboxResponse } from '../options.ts';
import type { MemberRecord } from '../records.ts';
import type { OauthWindow } from '../state.ts';

/** The address of a window that can be used once. */
export function openOauthWindow(
  call: ApiCall,
  member: MemberRecord,
  options: Pick<OauthWindow, 'redirectUrl' | 'skipsAggregation'>,
): string {
  const token = randomBytes(16).toString('hex');
  const { userGuid, guid: memberGuid } = member;
  call.state.oauthWindows.set(token, { userGuid, memberGuid, ...options });
  return `${call.origin}/oauth/authorize?state=${token}`;
}

export function requestOauthWindowUri(call: ApiCall): SandboxResponse {
  const member = requireMember(call);
  if (!member.isOauth) throw badRequest('The member does not use OAuth.');
  const uri = openOauthWindow(call, member, {
    redirectUrl: call.query.get('client_redirect_url') ?? undefined,
    skipsAggregation: call.query.get('skip_aggregation') === 'true',
  });
  return { status: 200, body: { member: { guid: member.guid, oauth_window_uri: uri } } };
}

/** The sandbox's page in place of an institution's page: first a choice, then the chosen result. */
export function oauthPage(call: ApiCall): SandboxResponse {
  const token = call.query.get('state') ?? '';
  const window = call.state.oauthWindows.get(token);
  const member = window && call.state.users.get(window.userGuid)?.members.get(window.memberGuid);
  if (window === undefined || member === undefined) throw notFound('OAuth window');
  const decision = call.query.get('decision');
  if (decision === null) return page(choice(member.institution.name, token));
  call.state.oauthWindows.delete(token);
  const isApproved = decision === 'approve';
  const { skipsAggregation } = window;
  if (isApproved) authorize({ jobs: call.jobs, member, skipsAggregation });
  else denyAuthorization(member);
  return window.redirectUrl === undefined
    ? page(`<p>${isApproved ? 'Approved' : 'Denied'}. You can close this window.</p>`)
    : redirect(window.redirectUrl, member.guid, isApproved);
}

/** The user has signed in: the member's first job starts. */
export function authorize(options: {
  readonly jobs: Jobs;
  readonly member: MemberRecord;
  readonly skipsAggregation?: boolean;
}): void {
  const { jobs, member, skipsAggregation = false } = options;
  member.baseState = toConnectionState(skipsAggregation ? 'CONNECTED' : 'CREATED');
  if (!skipsAggregation) jobs.start({ member, kind: 'standard' });
}

export function denyAuthorization(member: MemberRecord): void {
  member.job = undefined;
  member.baseState = toConnectionState('DENIED');
}

function choice(name: string, token: string): string {
  const link = (decision: string, label: string): string =>
    `<a href="/oauth/authorize?state=${token}&amp;decision=${decision}">${label}</a>`;
  return `<h1>${name}</h1><p>Share your accounts with the app?</p>
<p>${link('approve', 'Approve')} ${link('deny', 'Deny')}</p>`;
}

function page(content: string): SandboxResponse {
  const html = `<!doctype html><meta charset="utf-8"><title>MX sandbox</title>${content}`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html };
}

function redirect(url: string, memberGuid: string, isApproved: boolean): SandboxResponse {
  if (!URL.canParse(url)) throw badRequest('The redirect address is not a URL.');
  const target = new URL(url);
  target.searchParams.set('status', isApproved ? 'success' : 'error');
  target.searchParams.set('member_guid', memberGuid);
  if (!isApproved) target.searchParams.set('error_reason', 'DENIED');
  return { status: 302, headers: { location: target.href } };
}
