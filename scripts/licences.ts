import { z } from 'zod';
import { toMarkdownTable } from './markdown-table.ts';

/**
 * Licences that let a company run, change and pass on a package, if its notice stays with it. A
 * package under another licence is a decision of the maintainers.
 */
const ACCEPTED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

/** A package that is installed where the gateway runs. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; an empty text if the package names none. */
  readonly licence: string;
}

/**
 * The packages that `npm ci --omit=dev` installs on any system, by name and version.
 *
 * @param lock the text of package-lock.json
 */
export function readShipped(lock: string): readonly ShippedPackage[] {
  const { packages } = lockSchema.parse(JSON.parse(lock));
  const shipped = new Map<string, ShippedPackage>();
  for (const [path, { version, license = '', dev, devOptional }] of Object.entries(packages)) {
    // The root has an empty path.
    if (path === '' || dev || devOptional) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    shipped.set(`${name} ${version}`, { name, version, licence: license });
  }
  return [...shipped.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** The packages whose licence nobody has accepted. */
export function findUnaccepted(shipped: readonly ShippedPackage[]): readonly ShippedPackage[] {
  return shipped.filter(({ licence }) => !ACCEPTED.has(licence));
}

/** `docs/licences.md`. */
export function printLicences(shipped: readonly ShippedPackage[]): string {
  const counts = Map.groupBy(shipped, ({ licence }) => licence);
  const sum = [...counts]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([licence, { length }]) => `${length} ${licence}`)
    .join(', ');
  const rows = [
    ['package', 'version', 'licence'],
    ...shipped.map(({ name, version, licence }) => [name, version, licence]),
  ];
  return `${[
    '# Licences of what is shipped',
    '',
    `The gateway is under the [MIT licence](../LICENSE). In production it contains these packages: ${sum}. Each contains the text of its licence. \`npm run licences\` writes this page from package-lock.json, and CI fails if a package comes with a licence that the maintainers have not accepted (\`scripts/licences.ts\`).`,
    '',
    toMarkdownTable(rows),
  ].join('\n')}\n`;
}
