import { type RefObject, useEffect, useRef } from 'react';

/** Moves the focus to an element when it appears: the next step of a dialog begins there. */
export function useFocus<Target extends HTMLElement>(): RefObject<Target | null> {
  const ref = useRef<Target>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}
