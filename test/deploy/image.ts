import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Copy,
  readCopy,
  readEnv,
  readExec,
  readStages,
  root,
  type Stage,
} from './dockerfile.ts';

/** True if the image must be built: it needs the registry of npm, and the rights of root. */
export const isImageRequired = process.env['REQUIRE_IMAGE'] === '1';

/** The user and the group of distroless images with the tag `nonroot`. */
const NONROOT = 65_532;

export interface Image extends AsyncDisposable {
  /** The folder that stands for `/` of the image. */
  readonly folder: string;
  /** The folders of the other stages, by name. */
  readonly stages: ReadonlyMap<string, string>;
  /** The variables that the image sets. */
  readonly env: Readonly<Record<string, string>>;
  /** The command of an instruction, for the image's user and with files that nobody can write. */
  readonly command: (keyword: 'CMD' | 'HEALTHCHECK') => readonly string[];
}

/**
 * Executes the instructions of `deploy/Dockerfile` in empty folders, with Node and npm of this
 * machine instead of those of the base images.
 */
export async function buildImage(): Promise<Image> {
  const work = mkdtempSync(join(tmpdir(), 'image-'));
  try {
    return await buildIn(work);
  } catch (error) {
    await rm(work, { recursive: true });
    throw error;
  }
}

async function buildIn(work: string): Promise<Image> {
  chmodSync(work, 0o755);
  // The user of the image may not reach the project's own Node.
  const node = join(work, 'node');
  copyFileSync(process.execPath, node);
  const stages = new Map<string, string>();
  const workdirs = new Map<string, string>();
  for (const [at, stage] of readStages().entries()) {
    const folder = join(work, `stage-${at}`);
    mkdirSync(folder);
    const base = stages.get(stage.base);
    if (base !== undefined) cpSync(base, folder, { recursive: true });
    stages.set(stage.name, folder);
    const workdir = await build(stage, {
      ...{ folder, node, stages },
      workdir: workdirs.get(stage.base) ?? '',
    });
    workdirs.set(stage.name, workdir);
  }
  const image = readStages().at(-1);
  const folder = stages.get('');
  if (image === undefined || folder === undefined) throw new Error('The Dockerfile has no image.');

  return {
    folder,
    stages,
    env: readEnv(image),
    command(keyword) {
      const entry = keyword === 'CMD' ? readExec(image, 'ENTRYPOINT').slice(1) : [];
      const args = keyword === 'CMD' ? readExec(image, 'CMD') : readExec(image, keyword).slice(1);
      return [...asNonroot(), 'sh', join(folder, 'app'), node, ...entry, ...args];
    },
    [Symbol.asyncDispose]: () => rm(work, { recursive: true, force: true }),
  };
}

/**
 * A command that runs its arguments in the folder of its first argument, as another user without
 * rights, and with all file systems read-only if this machine lets root have its own mounts.
 */
function asNonroot(): readonly string[] {
  const user = `--reuid=${NONROOT} --regid=${NONROOT} --clear-groups --no-new-privs`;
  const run = `cd "$1"; shift; exec setpriv ${user} "$@"`;
  const readOnly = `set -e
    for mount in / /tmp /var/tmp /dev/shm; do
      if mountpoint -q $mount; then mount -o remount,bind,ro $mount; fi
    done`;
  const canMount = spawnSync('unshare', ['--mount', 'sh', '-c', readOnly]).status === 0;
  return canMount
    ? ['unshare', '--mount', 'sh', '-c', `${readOnly}\n${run}`]
    : ['sh', '-c', `set -e; ${run}`];
}

interface Places {
  readonly folder: string;
  readonly node: string;
  readonly stages: ReadonlyMap<string, string>;
  /** The working directory of the base, in the image. */
  readonly workdir: string;
}

/** Resolves with the last working directory. */
async function build(stage: Stage, places: Places): Promise<string> {
  const isNonroot = stage.base.endsWith(':nonroot');
  const { folder } = places;
  let { workdir } = places;
  for (const { keyword, text } of stage.instructions) {
    if (keyword === 'WORKDIR') {
      workdir = text;
      mkdirSync(join(folder, workdir), { recursive: true });
    }
    const cwd = join(folder, workdir);
    if (keyword === 'COPY') copy(readCopy(text), { ...places, workdir });
    if (keyword === 'RUN') {
      const [program = '', ...args] = toCommand(text, places);
      const user = isNonroot ? { uid: NONROOT, gid: NONROOT } : {};
      const env = { ...npmEnvironment(), ...readEnv(stage) };
      await promisify(execFile)(program, args, { cwd, env, ...user });
    }
  }
  return workdir;
}

/** The command of `RUN`, with the paths of the image in its folder. */
function toCommand(text: string, { folder, node }: Places): readonly string[] {
  const rest = text.replace(/^(?:--\S+\s+)*/, '');
  const words = rest.startsWith('[') ? (JSON.parse(rest) as string[]) : ['/bin/sh', '-ec', rest];
  return words.map((word) =>
    word
      .replace('/nodejs/bin/node', node)
      .replaceAll(/(?<=[ '"])\/(?=app\/|sbom\.)/g, `${folder}/`),
  );
}

/** The variables of this process, without those of the package that is tested and of its tests. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_(?!config_)|NODE_|VITEST|REQUIRE_)/.test(name),
  );
  return { ...Object.fromEntries(others), npm_config_prefer_offline: 'true' };
}

/** As in Docker, the content of a folder is copied, and a file keeps its name in a folder. */
function copy({ from, owner, sources, target }: Copy, places: Places): void {
  const { folder, stages, workdir } = places;
  const origin = from === null ? root : stages.get(from);
  if (origin === undefined) throw new Error(`There is no stage ${from}.`);
  const place = target.startsWith('/') ? join(folder, target) : join(folder, workdir, target);
  for (const source of sources) {
    const path = join(origin, source);
    const isMoved = target.endsWith('/') && !statSync(path).isDirectory();
    const to = isMoved ? join(place, basename(source)) : place;
    cpSync(path, to, { recursive: true });
    if (owner !== null) execFileSync('chown', ['-R', owner, to]);
  }
}
