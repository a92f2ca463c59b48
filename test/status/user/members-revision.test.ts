import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import {
  fromMembersRevision,
  type SeenMember,
  toMembersRevision,
} from '../../../src/status/user/members-revision.ts';

const guid = fc.oneof(
  fc.uuid().map((uuid) => `MBR-${uuid}`),
  fc.uuid().map((uuid) => `MBR-${uuid.toUpperCase()}`),
  fc.stringMatching(/^[A-Z]{2,4}-[A-Za-z0-9-]{1,40}$/),
);
const seen = fc.record<SeenMember>({
  mark: fc.stringMatching(/^[a-z]$/),
  print: fc.stringMatching(/^[\w-]{8}$/),
});
const members = fc.array(fc.tuple(guid, seen), { maxLength: 40 }).map((list) => new Map(list));

test('a revision contains every member with its mark and its print', () => {
  fc.assert(
    fc.property(members, (map) => {
      expect(fromMembersRevision(toMembersRevision(map))).toEqual(map);
    }),
  );
});

test('any other text is not a revision', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const guids = [...(fromMembersRevision(text) ?? new Map<string, SeenMember>()).keys()];
      expect(guids.every((each) => /^[A-Z]{2,4}-/.test(each))).toBe(true);
    }),
  );
  for (const text of ['', '1', '0.abc', '1.!', '2.', `1.${'A'.repeat(22)}s`]) {
    expect(fromMembersRevision(text)).toBeNull();
  }
});

test('a revision of 25 members, the most that MX allows, is short', () => {
  expect(toMembersRevision(ofMembers(25)).length).toBeLessThan(850);
});

test('a revision that would be too long is a hash', () => {
  const most = Math.floor((limits.membersRevisionCharacters - 1) / 32);
  expect(fromMembersRevision(toMembersRevision(ofMembers(most)))?.size).toBe(most);
  const revision = toMembersRevision(ofMembers(most + 1));
  expect(revision.length).toBeLessThan(50);
  expect(fromMembersRevision(revision)).toBeNull();
  expect(toMembersRevision(ofMembers(most + 2))).not.toBe(revision);
});

function ofMembers(count: number): Map<string, SeenMember> {
  const toGuid = (index: number) =>
    `MBR-00000000-0000-0000-0000-${String(index).padStart(12, '0')}`;
  return new Map(
    Array.from({ length: count }, (_, index) => [toGuid(index), { mark: 's', print: 'abcd1234' }]),
  );
}
