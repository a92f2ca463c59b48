import type { ApiVersion } from '../mx/endpoints.ts';
import { failed, type Finding, ok, skipped, warning } from './finding.ts';
import type { MxCaller, MxReply } from './mx-caller.ts';
import { explainUnreachable } from './unreachable.ts';

export const API_VERSIONS: readonly ApiVersion[] = ['v20111101', 'v20250224'];

export interface VersionReplies {
  readonly configured: ApiVersion;
  /** The origin of MX. */
  readonly baseUrl: string;
  readonly isSandbox: boolean;
  /** The response to a small read with the key, for each version. */
  readonly replies: Readonly<Record<ApiVersion, MxReply>>;
  /** The response to the same read without the key; null if it was not made. */
  readonly anonymous: MxReply | null;
}

/** Reads a small list under both versions, and without the key if MX responds with 403. */
export async function askBothVersions(
  caller: MxCaller,
  about: Pick<VersionReplies, 'configured' | 'baseUrl' | 'isSandbox'>,
): Promise<VersionReplies> {
  const ask = (version: ApiVersion) => caller.ask('listUsers', { version });
  const replies = { v20111101: await ask('v20111101'), v20250224: await ask('v20250224') };
  const isForbidden = statusOf(replies[about.configured]) === 403;
  const anonymous = isForbidden
    ? await caller.ask('listUsers', { version: about.configured, isAnonymous: true })
    : null;
  return { ...about, replies, anonymous };
}

/** True if MX has responded to this version with the list. */
export function isAccepted(reply: MxReply): boolean {
  return reply.kind === 'answer' && reply.status === 200 && isUserList(reply.body);
}

/** What the replies say about MX itself, the key and the version; `egress.ts` judges the address. */
export function judgeVersions(asked: VersionReplies): Finding[] {
  const { configured, replies, baseUrl } = asked;
  const reply = replies[configured];
  const host = new URL(baseUrl).host;
  if (reply.kind === 'failure') return withoutAnswers(toUnreachable(reply, host));
  const answered = ok('mx', `MX responds at ${host}.`, { host, status: reply.status });
  switch (reply.status) {
    case 200:
      return isAccepted(reply)
        ? [answered, toGoodKey(asked), toGoodVersion(asked)]
        : withoutAnswers(toStranger(asked));
    case 401:
      return [answered, toBadKey(asked), skipped('version', KEY_FIRST)];
    case 403:
      return [
        answered,
        skipped('keys', 'MX refuses the address, so that the key cannot be tried. See egress.'),
        skipped('version', 'MX refuses the address, so that no version can be tried. See egress.'),
      ];
    case 406:
      return [answered, toKeyBehindVersion(asked), toBadVersion(asked)];
    case 429:
      return withoutAnswers(
        warning(
          'mx',
          'MX responds with 429: too many calls are made with your key or from your address.',
          'Set MX_READS_PER_SECOND and MX_WRITES_PER_SECOND to what MX allows you, and try again in a minute.',
          { host, status: 429 },
        ),
      );
    default:
      return withoutAnswers(
        reply.status >= 500 ? toTrouble(host, reply.status) : toStranger(asked),
      );
  }
}

/** MX has said nothing about the key and the version. */
function withoutAnswers(finding: Finding): Finding[] {
  const open = 'MX accepts no call, so that this cannot be known. See mx.';
  return [finding, skipped('keys', open), skipped('version', open)];
}

const KEY_FIRST = 'MX rejects the key, so that no version can be tried. See keys.';

export function statusOf(reply: MxReply): number | null {
  return reply.kind === 'answer' ? reply.status : null;
}

function toUnreachable({ detail, cause }: MxReply & { kind: 'failure' }, host: string): Finding {
  const code = cause === 'cut' ? 'late' : detail;
  const { reason, fix } = explainUnreachable(code, host, 'MX_BASE_URL');
  return failed('mx', `MX cannot be reached: ${reason}.`, fix, { host, code });
}

function toTrouble(host: string, status: number): Finding {
  return failed(
    'mx',
    `MX responds with ${status}: it is in trouble, or a proxy before it is.`,
    'Look at the status page of MX, and run the doctor again later.',
    { host, status },
  );
}

function toStranger({ baseUrl, replies, configured }: VersionReplies): Finding {
  const status = statusOf(replies[configured]);
  return failed(
    'mx',
    `${new URL(baseUrl).host} responds with ${status} to GET /users, but not with a list of users: this is not MX, or something between responds in its place.`,
    'Set MX_BASE_URL to https://int-api.mx.com or https://api.mx.com, and check the proxies between.',
    { status },
  );
}

function toGoodKey({ isSandbox }: VersionReplies): Finding {
  return ok(
    'keys',
    isSandbox
      ? 'No MX keys are set, so the gateway uses the embedded sandbox with its own.'
      : 'MX accepts MX_CLIENT_ID and MX_API_KEY.',
  );
}

function toBadKey({ baseUrl }: VersionReplies): Finding {
  const { host } = new URL(baseUrl);
  return failed(
    'keys',
    `MX responds with 401: ${host} does not accept MX_CLIENT_ID and MX_API_KEY.`,
    'Check both for typing errors, and whether they were rotated. Keys of int-api.mx.com are not valid at api.mx.com, and the other way round: MX_BASE_URL must belong to the keys.',
    { host },
  );
}

function toKeyBehindVersion(asked: VersionReplies): Finding {
  return acceptedVersions(asked).length > 0
    ? toGoodKey(asked)
    : skipped('keys', 'MX accepts no version, so that the key cannot be tried. See version.');
}

function acceptedVersions({ replies }: VersionReplies): ApiVersion[] {
  return API_VERSIONS.filter((version) => isAccepted(replies[version]));
}

function toGoodVersion(asked: VersionReplies): Finding {
  const accepted = acceptedVersions(asked);
  const others = accepted.filter((version) => version !== asked.configured);
  const also = others.length === 0 ? '' : ` It would accept ${others.join(' and ')}, too.`;
  const details = { configured: asked.configured, accepted: accepted.join(' ') };
  return ok('version', `MX accepts ${asked.configured}, as MX_API_VERSION says.${also}`, details);
}

function toBadVersion(asked: VersionReplies): Finding {
  const accepted = acceptedVersions(asked);
  const [other] = accepted;
  const details = { configured: asked.configured, accepted: accepted.join(' ') };
  return other === undefined
    ? failed(
        'version',
        'MX responds with 406 to v20111101 and v20250224: it serves neither of them for your key.',
        'Ask MX which version of the Platform API your client may use. This gateway supports these two.',
        details,
      )
    : failed(
        'version',
        `MX responds with 406 to ${asked.configured}, but accepts ${other}.`,
        `Set MX_API_VERSION=${other}.`,
        details,
      );
}

function isUserList(body: Buffer): boolean {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    const isObject = typeof parsed === 'object' && parsed !== null;
    return isObject && 'users' in parsed && Array.isArray(parsed.users);
  } catch {
    return false;
  }
}
