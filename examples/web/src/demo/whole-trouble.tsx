import { useCommand } from './use-command.ts';

const SLOW_MS = 1500;
const FAILURES = 20;

/** What the whole of MX does. */
export function WholeTrouble() {
  const { send, result } = useCommand();
  const slow = () => send('lag', { latencyMs: SLOW_MS }, 'Every call now takes 1.5 seconds more.');
  const fast = () => send('lag', { latencyMs: 0 }, 'Calls are fast again.');
  const fail = () =>
    send('fail', { status: 503, count: FAILURES }, `The next ${FAILURES} calls fail.`);
  const reset = async () => {
    await send('reset', {}, 'Everything is as it was at the start.');
    // The banks of this page may no longer exist.
    location.reload();
  };
  return (
    <fieldset className="demo-group">
      <legend>All of MX</legend>
      <div className="demo-buttons">
        <button type="button" className="button is-small" onClick={() => void slow()}>
          Slow down
        </button>
        <button type="button" className="button is-small" onClick={() => void fast()}>
          Speed up
        </button>
        <button type="button" className="button is-small" onClick={() => void fail()}>
          Fail for a while
        </button>
        <button type="button" className="button is-small" onClick={() => void reset()}>
          Reset the sandbox
        </button>
      </div>
      <p className="hint">{result}</p>
    </fieldset>
  );
}
