/**
 * Calls `onEnd` after `ms`, unless the returned function is called first. After a stall of this process, what has arrived
 * meanwhile is read before: Node runs timers before it reads sockets.
 */
export function startTimeLimit(ms: number, onEnd: () => void): () => void {
  let late: NodeJS.Immediate | undefined;
  const limit = setTimeout(() => {
    late = setImmediate(onEnd);
  }, ms);
  limit.unref();
  return () => {
    clearTimeout(limit);
    clearImmediate(late);
  };
}
