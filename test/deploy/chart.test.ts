import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { variables } from '../../src/config/variables.ts';
import { limits } from '../../src/limits.ts';
import { type KubernetesObject, lintChart, renderChart, valuesFiles } from './chart.ts';
import { readStages, root } from './dockerfile.ts';
import { areToolsRequired, hasTools, toolFolder } from './tools.ts';

const withTools = { timeout: 60_000, skip: !hasTools && !areToolsRequired };

const schema = JSON.parse(
  readFileSync(join(root, 'deploy/helm/mx-graphql-gateway/values.schema.json'), 'utf8'),
);
const plain: readonly string[] = schema.properties.config.propertyNames.enum;
const secret = Object.keys(schema.properties.secrets.properties);

test('the chart accepts each setting of the gateway, and secret ones only by reference', () => {
  // The image sets them.
  const own = ['NODE_ENV', 'HOST', 'PORT', 'GIT_COMMIT'];
  const known = new Set(Object.keys(variables.shape));
  expect(new Set([...plain, ...secret, ...own])).toEqual(known);
  expect(plain.filter((name) => /SECRET|KEY|PASSWORD|USERNAME|CLIENT_ID|REDIS/.test(name))).toEqual(
    [],
  );
});

test.for(valuesFiles)('Helm has nothing against the chart with %s', withTools, (file) => {
  expect(lintChart(file)).toContain('0 chart(s) failed');
});

/** The module of Kubernetes' types that describes an object. */
function toModule({ apiVersion, kind }: KubernetesObject): string {
  const name = apiVersion.startsWith('gateway.')
    ? '@kubernetes-models/gateway-api'
    : 'kubernetes-models';
  return `${name}/${apiVersion}/${kind}`;
}

test.for(valuesFiles)(
  'Kubernetes knows every field of the objects of %s',
  withTools,
  async (file) => {
    const objects = renderChart(file);
    for (const object of objects) {
      const path = join(toolFolder, 'node_modules', `${toModule(object)}.js`);
      const models = (await import(path)) as Record<
        string,
        new (data: unknown) => { readonly validate: () => void }
      >;
      const Model = models[object['kind']];
      expect(Model).toBeDefined();
      if (Model !== undefined) new Model(object).validate();
    }
    expect(compile(objects)).toBe('');
  },
);

/** What TypeScript says of the objects: unlike the schemas, the types allow no unknown field. */
function compile(objects: readonly KubernetesObject[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  try {
    symlinkSync(join(toolFolder, 'node_modules'), join(folder, 'node_modules'));
    const lines = objects.map(
      (object, at) =>
        `import type { I${object['kind']} as Type${at} } from '${toModule(object)}';\n` +
        `export const object${at}: Type${at} = ${JSON.stringify(object)};\n`,
    );
    writeFileSync(join(folder, 'objects.ts'), lines.join(''));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      'objects.ts',
    ];
    execFileSync(process.execPath, [tsc, ...options], { cwd: folder, encoding: 'utf8' });
    return '';
  } catch (error) {
    return String((error as { readonly stdout?: string }).stdout ?? error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('Prometheus reaches the metrics, which are not in the Service', withTools, () => {
  const find = (file: string, kind: string) =>
    renderChart(file).find((object) => object['kind'] === kind)?.['spec'];
  const portsOf = (file: string) => find(file, 'Deployment').template.spec.containers[0].ports;
  expect(portsOf('all-values.yaml')).toContainEqual({ name: 'metrics', containerPort: 9464 });
  const monitoring = { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } };
  expect(find('all-values.yaml', 'NetworkPolicy').ingress).toContainEqual({
    ports: [{ port: 'metrics' }],
    from: [{ namespaceSelector: monitoring }],
  });
  expect(find('all-values.yaml', 'Service').ports).toHaveLength(1);
  expect(portsOf('least-values.yaml')).toHaveLength(1);
  expect(find('least-values.yaml', 'NetworkPolicy').ingress).toHaveLength(1);
});

test('metrics are closed if nobody may read them', withTools, () => {
  const args = ['--set', 'config.METRICS_PORT=9464'];
  const policy = renderChart('least-values.yaml', ...args).find(
    ({ kind }) => kind === 'NetworkPolicy',
  );
  expect(policy?.['spec'].ingress).toHaveLength(1);
});

test('a pod may do nothing, and has the time to stop', withTools, () => {
  const objects = renderChart('all-values.yaml');
  expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
  const pod = objects.find(({ kind }) => kind === 'Deployment')?.['spec'].template.spec;
  const [container] = pod.containers;
  const image = readStages()
    .at(-1)
    ?.instructions.find(({ keyword }) => keyword === 'USER')?.text;
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(`${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`).toBe(image);
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  const hardStopMs = limits.drainMs + 5_000;
  const { seconds } = container.lifecycle.preStop.sleep;
  expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(seconds * 1000 + hardStopMs);
});

/** The ports of other servers that the pods may reach. */
function egressPortsOf(file: string, ...args: readonly string[]): readonly number[] {
  const policy = renderChart(file, ...args).find(({ kind }) => kind === 'NetworkPolicy');
  const rules: readonly KubernetesObject[] = policy?.['spec'].egress ?? [];
  return rules.flatMap(({ ports }) => ports.map(({ port }: KubernetesObject) => port as number));
}

test('pods reach the collector of traces, if its URL and its place are set', withTools, () => {
  const to = 'networkPolicy.collector.to[0].podSelector.matchLabels.app=collector';
  const url = 'config.OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318';
  const own = 'config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://collector:9000/t';
  const port = 'networkPolicy.collector.port=9000';
  const setting = (...settings: readonly string[]) =>
    egressPortsOf('least-values.yaml', ...settings.flatMap((each) => ['--set', each]));
  expect(egressPortsOf('all-values.yaml')).toEqual([53, 53, 6379, 4318, 443]);
  expect(setting()).toEqual([53, 53, 443]);
  expect(setting(url)).toEqual([53, 53, 443]);
  expect(setting(to)).toEqual([53, 53, 443]);
  expect(setting(url, to)).toEqual([53, 53, 4318, 443]);
  expect(setting(own, to, port)).toEqual([53, 53, 9000, 443]);
});

const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a secret as a plain setting', ['config.MX_API_KEY=x'], /MX_API_KEY/],
  ['the key of a collector', ['config.OTEL_EXPORTER_OTLP_HEADERS=x'], /OTEL_EXPORTER_OTLP_HEADERS/],
  ['an unknown setting', ['config.MX_TIMEOUT=5'], /MX_TIMEOUT/],
  ['a secret in extraEnv', ['extraEnv[0].name=REDIS_URL'], /extraEnv/],
  ['no keys of MX', ['secrets.MX_API_KEY=null'], /MX_API_KEY/],
  ['no key for tokens', ['config.AUTH_JWKS_URL=null'], /AUTH_JWKS_URL/],
  ['a misspelled value', ['replicas=3'], /replicas/],
];

test.for(refused)('the chart refuses %s', withTools, ([, settings, message]) => {
  const args = settings.flatMap((setting) => ['--set', setting]);
  expect(() => renderChart('least-values.yaml', ...args)).toThrow(message);
});
