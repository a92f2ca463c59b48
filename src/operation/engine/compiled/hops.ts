/** Calls a function after so many microtasks; at once if there are none. */
export function afterHops(hops: number, call: () => void): void {
  if (hops === 0) call();
  else queueMicrotask(() => afterHops(hops - 1, call));
}
