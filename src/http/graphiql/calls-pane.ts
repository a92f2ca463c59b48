/**
 * A part of the page's script: a pane with the calls to MX of the last query or mutation. It asks
 * for them with `extensions.explain`, and shows them beside the response instead of in it.
 */
export const callsPaneScript = `const pane = document.createElement('details');
pane.className = 'calls-pane';
pane.append(document.createElement('summary'), document.createElement('table'));
pane.querySelector('summary').textContent = 'Calls to MX';
document.body.append(pane);
function addRow(table, cells, tag = 'td') {
  const row = table.insertRow();
  for (const text of cells) {
    row.append(Object.assign(document.createElement(tag), { textContent: text }));
  }
}
const toHow = ({ isShared, isGuess }) =>
  isShared ? 'shared with another operation' : isGuess ? 'remembered' : 'made';
function showCalls({ durationMs, upstreamCalls, batches, leftOut }) {
  const count = upstreamCalls === 1 ? '1 call' : upstreamCalls + ' calls';
  pane.querySelector('summary').textContent = 'Calls to MX: ' + count + ' in ' + durationMs + ' ms';
  const table = document.createElement('table');
  addRow(table, ['needed by', 'call', 'status', 'start, ms', 'ms', 'attempts', 'how'], 'th');
  for (const { loader, keys, cached, joined, calls } of batches) {
    const needed = loader + ', ' + (keys === 1 ? '1 key' : keys + ' keys');
    if (calls.length === 0) {
      const known = joined > 0 ? 'shared with another operation' : cached > 0 ? 'cached' : 'no call';
      addRow(table, [needed, '', '', '', '', '', known]);
    }
    for (const call of calls) {
      const { endpoint, status, code, startedMs, durationMs: ms, attempts } = call;
      const ended = code ?? status ?? '';
      addRow(table, [needed, endpoint, ended, startedMs, ms, attempts, toHow(call)]);
    }
  }
  if (leftOut > 0) addRow(table, [leftOut + ' more', '', '', '', '', '', '']);
  pane.querySelector('table').replaceWith(table);
}
const sendPlain = self.fetch;
self.fetch = async (input, init) => {
  const isOperation =
    init?.method === 'POST' &&
    typeof init.body === 'string' &&
    new URL(input, location.href).pathname === '/graphql';
  if (!isOperation) return sendPlain(input, init);
  const asked = JSON.parse(init.body);
  const extensions = { ...asked.extensions, explain: true };
  const body = JSON.stringify({ ...asked, extensions });
  const response = await sendPlain(input, { ...init, body });
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\\/(graphql-response\\+)?json/.test(type)) return response;
  const { extensions: { explain, ...others } = {}, ...result } = await response.json();
  if (explain !== undefined && asked.operationName !== 'IntrospectionQuery') showCalls(explain);
  const left = Object.keys(others).length > 0 ? { ...result, extensions: others } : result;
  const { status, statusText } = response;
  return new Response(JSON.stringify(left), {
    status,
    statusText,
    headers: { 'content-type': type },
  });
};`;

/** It stays closed in a corner until it is wanted. */
export const CALLS_PANE_STYLE =
  '.calls-pane{position:fixed;right:1rem;bottom:1rem;z-index:9;max-width:calc(100% - 2rem);' +
  'max-height:60%;overflow:auto;padding:.5rem .75rem;border-radius:.5rem;font:13px/1.5 sans-serif;' +
  'color:#1b2240;background:#fff;box-shadow:0 1px 8px #0004}' +
  '.calls-pane summary{cursor:pointer}' +
  '.calls-pane th,.calls-pane td{padding:.15rem .75rem .15rem 0;text-align:left;white-space:nowrap}';
