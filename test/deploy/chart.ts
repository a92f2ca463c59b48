import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './dockerfile.ts';
import { parseYaml, runTool } from './tools.ts';

const FOLDER = 'helm/mx-graphql-gateway';

/** The files of values that the chart is tested with. */
export const valuesFiles = globSync('ci/*-values.yaml', { cwd: join(root, 'deploy', FOLDER) })
  .map((path) => basename(path))
  .toSorted();

const valuesOf = (file: string) => ['--values', join(FOLDER, 'ci', file)];

// Tests assert the shape of an object, so the type does not describe it.
// oxlint-disable-next-line typescript/no-explicit-any
export type KubernetesObject = Record<string, any>;

/** The objects that Helm would send to Kubernetes. Throws if the chart refuses the values. */
export function renderChart(file: string, ...args: readonly string[]): readonly KubernetesObject[] {
  const version = ['--kube-version', '1.34'];
  const text = runTool('helm', 'template', 'test', FOLDER, ...version, ...valuesOf(file), ...args);
  return parseYaml(text) as readonly KubernetesObject[];
}

export function lintChart(file: string): string {
  return runTool('helm', 'lint', '--strict', FOLDER, ...valuesOf(file));
}
