import { execFileSync } from 'node:child_process';
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// `npm run build --prefix client` compiles the client kit into client/dist, where `npm pack` finds
// it. An argument is another folder to write.
const root = join(import.meta.dirname, '..');
const dist = process.argv[2] ?? join(root, 'client/dist');

rmSync(dist, { recursive: true, force: true });
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const config = join(root, 'client/tsconfig.json');
execFileSync(process.execPath, [tsc, '-p', config, '--outDir', dist], { stdio: 'inherit' });

// tsc rewrites the imports of the modules, and not of the declarations.
for (const name of globSync('**/*.d.ts', { cwd: dist })) {
  const file = join(dist, name);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
}
copyFileSync(join(root, 'schema.graphql'), join(dist, 'schema.graphql'));
