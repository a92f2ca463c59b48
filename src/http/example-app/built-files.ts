import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Asset, createAsset } from '../assets.ts';

/** Where the built app is; the image of the gateway does not contain it. */
const folder = new URL('../../../examples/web/dist/', import.meta.url);

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface BuiltFiles {
  readonly page: Buffer;
  /**
   * All other files by their path. A request only finds what is in this map, and no path of a
   * request is ever opened.
   */
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Reads all files of the built app; undefined if there are none. */
export async function readBuiltFiles(): Promise<BuiltFiles | undefined> {
  const names = await readdir(new URL('assets/', folder)).catch(() => undefined);
  if (names === undefined) return undefined;
  const page = await readFile(new URL('index.html', folder));
  const assets = await Promise.all(
    names.map(async (name) =>
      createAsset({
        // The build has put a hash into the name.
        toPath: () => `/app/assets/${name}`,
        type: types[extname(name)] ?? 'application/octet-stream',
        plain: await readFile(new URL(`assets/${name}`, folder)),
      }),
    ),
  );
  return { page, assets: new Map(assets.map((asset) => [asset.path, asset])) };
}
