import { callsPaneScript } from './calls-pane.ts';
import { heldRunScript } from './held-run.ts';

/**
 * An operation that has its own tab. The title of the tab is the operation's name, as GraphiQL sets
 * it on the first edit.
 */
export interface ExplorerTab {
  readonly query: string;
  /** The content of the variables pane. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The content of the headers pane. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The paths of the three workers, by the label that the editor uses for each. */
export interface WorkerPaths {
  readonly editorWorkerService: string;
  readonly json: string;
  readonly graphql: string;
}

/**
 * The page loads nothing from other origins and runs no inline script; the editor needs inline
 * styles.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TITLE = 'MX GraphQL gateway';

const NEW_TAB = '# Ctrl-Enter runs the operation; the docs are behind the book on the left.\n\n';

export interface PagePaths {
  readonly style: string;
  readonly favicon: string;
  readonly scripts: readonly string[];
}

export function renderPage({ style, favicon, scripts }: PagePaths): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${TITLE}</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="${favicon}">
<link rel="stylesheet" href="${style}">
${scripts.map((path) => `<script src="${path}" defer></script>`).join('\n')}
<body class="no-focus-outline">
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="root"></div>
`;
}

/** The script that starts GraphiQL. Subscriptions use WebSocket. */
export function renderStart(tabs: readonly ExplorerTab[], workers: WorkerPaths): string {
  const headers = tabs[0]?.headers;
  const options = {
    title: TITLE,
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    // Headers are in sessionStorage, like the variables: they are deleted with the browser tab.
    shouldPersistHeaders: true,
    headers: headers === undefined ? undefined : JSON.stringify(headers, null, 2),
    defaultQuery: NEW_TAB,
  };
  return `const workers = ${JSON.stringify(workers)};
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => workers[label] };
${storageScript(tabs)}
${heldRunScript}
${callsPaneScript}
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  ...${JSON.stringify(options)},
  storage,
  // By default GraphiQL copies each query into the address bar.
  onEditQuery: () => {},
  onEditOperationName,
});
`;
}

function toName(query: string): string | undefined {
  return /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1];
}

/**
 * The storage of GraphiQL's tabs is sessionStorage, so that credentials typed into them are deleted
 * with the browser tab. The storage contains the workflow from the start, because GraphiQL's own
 * option to preset tabs loses the variables of the first tab. The content of the editors is read
 * from the active tab, because GraphiQL adds an empty tab on each reload if the two differ.
 */
function storageScript(tabs: readonly ExplorerTab[]): string {
  const preset = {
    activeTabIndex: 0,
    tabs: tabs.map(({ query, variables, headers }, index) => ({
      id: `preset-${index}`,
      title: toName(query) ?? '<untitled>',
      query,
      variables: variables === undefined ? null : JSON.stringify(variables, null, 2),
      headers: headers === undefined ? null : JSON.stringify(headers, null, 2),
      operationName: toName(query) ?? null,
      response: null,
    })),
  };
  return `const preset = ${JSON.stringify(preset)};
const storage = {
  getItem(key) {
    const kept = sessionStorage.getItem('graphiql:tabState');
    if (key === 'graphiql:tabState') return kept ?? JSON.stringify(preset);
    const field = {
    'graphiql:query': 'query', 'graphiql:variables': 'variables', 'graphiql:headers': 'headers',
  }[key];
    if (field === undefined) return sessionStorage.getItem(key);
    const { tabs, activeTabIndex } = kept === null ? preset : JSON.parse(kept);
    return tabs[activeTabIndex]?.[field] ?? null;
  },
  setItem: (key, value) => sessionStorage.setItem(key, value),
  removeItem: (key) => sessionStorage.removeItem(key),
  clear: () => sessionStorage.clear(),
  get length() { return sessionStorage.length; },
};`;
}
