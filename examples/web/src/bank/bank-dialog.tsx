import { useMemberStatus, useMxClient } from 'mx-graphql-gateway-client/react';
import { useEffect, useMemo, useState } from 'react';
import { createMemberChanges, MemberForm, type MemberFormData } from '../data/member.ts';
import { describeError } from '../data/sentences.ts';
import { useAnnounce } from '../parts/announcer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Notice } from '../parts/notice.tsx';
import { BankStep } from './bank-step.tsx';
import { Disconnect } from './disconnect.tsx';
import { RefreshOne } from './refresh-one.tsx';

export interface BankDialogProps {
  /** The global id of the member. */
  readonly memberId: string;
  /** The bank's sign-in page, if the connection has just begun there. */
  readonly signInUrl: string | null;
  /** True right after the connection has begun: its rewards are then fetched at the end. */
  readonly isNew: boolean;
  readonly onClose: () => void;
  /** Called when there is something new to read. */
  readonly onChanged: () => void;
}

/** One bank, followed live: its status says what the person has to do. */
export function BankDialog({ memberId, signInUrl, isNew, onClose, onChanged }: BankDialogProps) {
  const mx = useMxClient();
  const announce = useAnnounce();
  const changes = useMemo(() => createMemberChanges(mx, memberId), [mx, memberId]);
  const { status, error } = useMemberStatus(memberId);
  const [member, setMember] = useState<MemberFormData>(null);
  // What a member needs next changes with its job; its form and its name do not.
  useEffect(() => {
    const controller = new AbortController();
    mx.query(MemberForm, { id: memberId }, { signal: controller.signal }).then(
      ({ node }) => setMember(node),
      () => {},
    );
    return () => controller.abort();
  }, [mx, memberId]);

  const sentence = status?.userMessage;
  useEffect(() => {
    if (sentence !== undefined) announce(sentence);
  }, [sentence, announce]);

  const isDone = status?.nextAction === 'NONE' && status.isSettled;
  // From then on a refresh may run, which has the same status as connecting.
  const [wasDone, setWasDone] = useState(false);
  if (isDone && !wasDone) setWasDone(true);
  return (
    <Dialog
      title={member !== null && 'name' in member ? (member.name ?? 'Bank') : 'Your bank'}
      onClose={onClose}
    >
      {error !== undefined && <Notice tone="bad">{describeError(error)}</Notice>}
      {status !== undefined && (
        <BankStep status={status} member={member} changes={changes} signInUrl={signInUrl} />
      )}
      {wasDone && (
        <RefreshOne memberId={memberId} isIdle={isDone} startsAtOnce={isNew} onDone={onChanged} />
      )}
      <div className="buttons">
        <Disconnect
          disconnect={changes.disconnect}
          onDone={() => {
            onChanged();
            onClose();
          }}
        />
        <button type="button" className="button" onClick={onClose}>
          {isDone ? 'Done' : 'Close'}
        </button>
      </div>
    </Dialog>
  );
}
