import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { failed, type Finding, ok, skipped } from './finding.ts';
import { statusOf, type VersionReplies } from './mx-versions.ts';

const ALLOW_LIST =
  'MX accepts single static addresses and /22 ranges, in its client dashboard, and may need days: give the gateway a fixed egress address, and ask MX to allow it.';

/**
 * Judges the address that MX sees.
 *
 * @param localAddress the address of this end of a connection to MX; null if there was none
 */
export function judgeEgress(asked: VersionReplies, localAddress: string | null): Finding {
  const { replies, configured, isSandbox } = asked;
  const reply = replies[configured];
  if (localAddress === null) return skipped('egress', 'No connection to MX was made.');
  const { seen, kind } = describeAddress(localAddress);
  const details = { localAddress, kind };
  if (isSandbox) {
    return ok('egress', 'The sandbox is in this process: no call leaves the machine.', details);
  }
  const status = statusOf(reply);
  if (status === 403) {
    return failed('egress', `${toRefusal(asked)} ${seen}`, ALLOW_LIST, { ...details, status });
  }
  if (status === 200) {
    return ok('egress', `MX accepts the address of this machine. ${seen}`, details);
  }
  return skipped(
    'egress',
    `${seen} Whether MX allows it cannot be known until MX accepts a call.`,
    details,
  );
}

/** No part of the product is involved in a list of users, so a 403 is about the address. */
function toRefusal({ replies, configured, anonymous }: VersionReplies): string {
  const reply = replies[configured];
  const isJson = reply.kind === 'answer' && /json/i.test(reply.contentType ?? '');
  const first =
    'MX responds with 403 to a list of users, for which no feature is needed: it does not allow the address of this machine.';
  if (!isJson) {
    return `${first} The response is not JSON, so a firewall or a proxy between may have sent it.`;
  }
  const bare = anonymous === null ? null : statusOf(anonymous);
  if (bare === 401) {
    return `${first} Without a key MX responds with 401, so that it is this client whose list lacks the address.`;
  }
  if (bare === 403) {
    return `${first} It responds so without a key, too, so that nothing is known about the key.`;
  }
  return first;
}

/** What the address of this end of a connection says about the address that MX sees. */
function describeAddress(local: string): { readonly seen: string; readonly kind: string } {
  const kind = ipaddr.isValid(local) ? ipaddr.process(local).range() : 'unknown';
  if (kind === 'loopback') {
    return { kind, seen: `MX is on this machine (${local}).` };
  }
  if (kind !== 'unicast') {
    return {
      kind,
      seen: `Calls leave this machine from ${local}, which is not a public address: MX sees the address of your NAT or egress gateway, which cannot be known from here. Each replica may have another one.`,
    };
  }
  const form = isIPv6(local)
    ? ' It is an IPv6 address: MX documents lists of IPv4 addresses only.'
    : '';
  return {
    kind: 'public',
    seen: `Calls leave this machine from ${local}, which MX sees unless a NAT is between.${form}`,
  };
}
