import manifest from '../../package.json' with { type: 'json' };
import type { Config } from '../config.ts';
import type { VersionInfo } from '../http/version-info.ts';

/** What runs here. Contains no secret, and nothing of the settings but the version of MX's API. */
export function describeVersion({ apiVersion, commit }: Config): VersionInfo {
  return {
    name: manifest.name,
    version: manifest.version,
    commit: commit ?? null,
    node: process.versions.node,
    mxApiVersion: apiVersion,
  };
}
