// Loaded into the gateway's process before it starts. It answers each message of the parent with
// what the process holds at this moment. It changes nothing else.

const collect = (globalThis as { readonly gc?: () => void }).gc;

process.on('message', () => {
  collect?.();
  const kinds = process.getActiveResourcesInfo();
  const timers = kinds.filter((kind) => kind === 'Timeout').length;
  process.send?.({
    heapMb: Math.round((process.memoryUsage().heapUsed / 1024 / 1024) * 10) / 10,
    timers,
    handles: kinds.length - timers,
  });
});
// The channel must not keep a stopping gateway alive.
process.channel?.unref();
