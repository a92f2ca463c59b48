import { basename } from 'node:path';
import type { Config, ConfigResult } from '../config.ts';
import { checkDocuments } from '../gateway.ts';
import { roomForConnections } from '../http/connections/descriptors.ts';
import { limits } from '../limits.ts';
import { failed, type Finding, ok, warning } from './finding.ts';

const OLDEST_NODE = 24;
const TABLE = 'docs/settings.md has the table of settings.';

/** What the environment says, and this process. Each problem and each warning is a finding. */
export function judgeSettings(read: ConfigResult, node = process.versions.node): Finding[] {
  const old: Finding[] =
    Number.parseInt(node, 10) >= OLDEST_NODE
      ? []
      : [
          failed(
            'settings',
            `This is Node ${node}, on which the gateway does not run.`,
            `Use Node ${OLDEST_NODE} or later; npm installs one as a dependency.`,
            { node },
          ),
        ];
  if (!read.ok) {
    return [
      ...old,
      ...read.problems.map((problem) => {
        const { sentence, fix } = toParts(problem);
        return failed('settings', sentence, fix);
      }),
    ];
  }
  const notes = [...read.warnings, ...findRisks(read.config)].map((text) => {
    const { sentence, fix } = toParts(text);
    return warning('settings', sentence, fix);
  });
  const found = [...old, ...notes, ...judgeRoom()];
  return found.length > 0 ? found : [toGood(read.config)];
}

/** A problem is a sentence, and usually a second one that says what to do. */
function toParts(text: string): { readonly sentence: string; readonly fix: string } {
  const [, sentence, fix] = /^(.*?[.?])\s+(?=[A-Z])([^]*)$/.exec(text) ?? [];
  return sentence === undefined || fix === undefined
    ? { sentence: text, fix: `Change it, and start again. ${TABLE}` }
    : { sentence, fix };
}

function toGood({ isProduction, upstream }: Config): Finding {
  const mode = isProduction ? 'for production' : 'for development (NODE_ENV is not production)';
  const where = upstream.kind === 'mx' ? new URL(upstream.baseUrl).host : 'the embedded sandbox';
  return ok('settings', `All settings are valid, ${mode}, with ${where}.`, { isProduction });
}

/** Settings that are valid, and seldom meant. */
function findRisks({ isProduction, upstream, webhooks, auth }: Config): string[] {
  const isRealMx = upstream.kind === 'mx' && /(?:^|\.)mx\.com$/.test(hostOf(upstream.baseUrl));
  if (!isRealMx) return [];
  const risks: string[] = [];
  if (!isProduction && hostOf(upstream.baseUrl) === 'api.mx.com') {
    risks.push(
      'NODE_ENV is not production, but MX_BASE_URL is: GraphiQL, introspection and /metrics are open. Set NODE_ENV=production.',
    );
  }
  if (isProduction && (webhooks ?? null) === null) {
    risks.push(
      'No webhooks are received, so that changes are found by polls only. Set WEBHOOK_USERNAME and WEBHOOK_PASSWORD, and ask MX to send webhooks.',
    );
  }
  if (isProduction && auth.kind === 'none') {
    risks.push('AUTH is none in production. Set AUTH=jwt and the variables that it needs.');
  }
  return risks;
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}

function judgeRoom(): Finding[] {
  const room = roomForConnections();
  return room >= limits.connections
    ? []
    : [
        warning(
          'settings',
          `This process may open files for ${room} connections only; the limit of the gateway is ${limits.connections}.`,
          'Raise the limit of open files for the process (ulimit -n, LimitNOFILE) to 16384.',
          { room, limit: limits.connections },
        ),
      ];
}

/** Judges the manifest of persisted documents, if there is one. */
export async function judgeDocuments(config: Config): Promise<Finding> {
  const { persistedDocuments: path } = config;
  if (path === null) {
    return ok('documents', 'PERSISTED_DOCUMENTS is not set: clients may send any document.');
  }
  try {
    await checkDocuments(config);
    return ok('documents', `All documents of ${basename(path)} can run.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'The manifest cannot be used.';
    return failed(
      'documents',
      reason,
      'Build the manifest again with the schema of this version (schema.graphql), and check PERSISTED_DOCUMENTS.',
    );
  }
}
