import { type Asset, createAsset, sendAsset } from '../assets.ts';
import { sendJson } from '../reply.ts';
import type { Handler, Explorer } from '../routes.ts';
import { CALLS_PANE_STYLE } from './calls-pane.ts';
import { CONTENT_SECURITY_POLICY, type ExplorerTab, renderPage, renderStart } from './page.ts';

export interface ExplorerOptions {
  /** Tabs that GraphiQL opens on the first visit; the first tab is active. */
  readonly tabs: readonly ExplorerTab[];
}

interface Loaded {
  readonly page: string;
  /** The assets by path. */
  readonly assets: ReadonlyMap<string, Asset>;
}

/**
 * If GraphiQL starts with several tabs, each tab keeps the offset of its opening animation. It
 * jumps to that offset when the mouse button goes down, and the click misses it. Without this rule
 * no tab opens at the first click.
 */
const TAB_STYLE = '.graphiql-tab{transform:none!important}';

/** GraphiQL is as high as its parent element, and some of its parts overflow it. */
const PAGE_STYLE = 'html,body,#root{height:100%;margin:0;overflow:hidden}';

/** Tabs are numbered like the steps of the workflow. */
const NUMBER_STYLE =
  '.graphiql-tabs{counter-reset:tab}' +
  '.graphiql-tab-button::before{counter-increment:tab;content:counter(tab) ". "}';

/**
 * GraphiQL, served entirely from this server. Its scripts weigh 9 MB and are imported with the
 * first page view: a replica on which nobody opens GraphiQL never loads them.
 */
export function createExplorer({ tabs }: ExplorerOptions): Explorer {
  let loading: Promise<Loaded> | undefined;

  const load = () => {
    loading ??= loadExplorer(tabs).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  const page: Handler = async (_request, response) => {
    const { page: html } = await load();
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-length': Buffer.byteLength(html),
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'cache-control': 'no-cache',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        vary: 'accept',
      })
      .end(html);
  };

  const asset: Handler = async (request, response) => {
    const { assets } = await load();
    const found = assets.get(request.url?.split('?', 1)[0] ?? '');
    if (!found) return sendJson(response, 404, { error: 'There is nothing at this path.' });
    return sendAsset(request, response, found);
  };

  return { page, asset };
}

async function loadExplorer(tabs: readonly ExplorerTab[]): Promise<Loaded> {
  const bundle = await import('@graphql-yoga/render-graphiql/graphiql');
  const [, icon = ''] = bundle.favicon.split(',');

  const style = createAsset({
    toPath: (hash) => `/graphiql/graphiql-${hash}.css`,
    type: 'text/css; charset=utf-8',
    plain: Buffer.from(bundle.css + TAB_STYLE + PAGE_STYLE + NUMBER_STYLE + CALLS_PANE_STYLE),
  });
  const favicon = createAsset({
    toPath: (hash) => `/graphiql/favicon-${hash}.ico`,
    type: 'image/x-icon',
    plain: Buffer.from(icon, 'base64'),
  });
  const app = script('graphiql', bundle.js);
  const workers = {
    editorWorkerService: script('editor-worker', bundle.editorWorkerService),
    json: script('json-worker', bundle.jsonWorker),
    graphql: script('graphql-worker', bundle.graphqlWorker),
  };
  const start = script(
    'start',
    renderStart(tabs, {
      editorWorkerService: workers.editorWorkerService.path,
      json: workers.json.path,
      graphql: workers.graphql.path,
    }),
  );

  const all = [style, favicon, app, start, ...Object.values(workers)];
  return {
    page: renderPage({
      style: style.path,
      favicon: favicon.path,
      scripts: [app.path, start.path],
    }),
    assets: new Map(all.map((each) => [each.path, each])),
  };
}

function script(name: string, text: string): Asset {
  return createAsset({
    toPath: (hash) => `/graphiql/${name}-${hash}.js`,
    type: 'text/javascript; charset=utf-8',
    plain: Buffer.from(text),
  });
}
