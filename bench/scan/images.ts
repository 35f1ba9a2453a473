import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Images are made once a machine: the packages come from Debian and npm, and take minutes to fetch. */
const CACHE = join(tmpdir(), 'glacis-bench-scan');

export type BenchImage = { name: string; file: string; layers: readonly { digest: string; diffId: string; file: string }[] };

/** About 1,300 packages as an application of some age has them, pinned. */
const APPLICATION = ['react-scripts@5.0.1'];
/** The largest image is filled up to so many bytes, uncompressed, with this machine's own programs and libraries. */
const LARGE_BYTES = 2 * 1024 ** 3;

/** A Debian base image, made by mmdebstrap. */
export const debianImage = (): Promise<BenchImage> => image('debian', [['debian', debianRoot]]);

/** The same with Node and an application of about 1,300 npm packages. */
export const applicationImage = (): Promise<BenchImage> => image('application', [['debian', debianRoot], ['node', nodeRuntime], ['npm', npmPackages]]);

/** The same again with as many of this machine's programs as make it 2 GB. */
export const largeImage = (): Promise<BenchImage> => image('large', [['debian', debianRoot], ['node', nodeRuntime], ['npm', npmPackages], ['machine', machineFiles]]);

/** A small one of what is on this machine anyway, for quick runs. */
export const localImage = (): Promise<BenchImage> => image('local', [['node', nodeRuntime], ['checkout', checkoutPackages]]);

type Layer = readonly [name: string, make: (tar: string) => void];

async function image(name: string, layers: readonly Layer[]): Promise<BenchImage> {
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const made: { digest: string; diffId: string; file: string }[] = [];
  for (const [layer, make] of layers) made.push(await packed(layer, make));
  const file = join(CACHE, `${name}.tar`);
  if (!existsSync(file)) archive(file, name, made);
  return { name, file, layers: made };
}

/** A layer as an engine stores it: gzipped, known by the digests of both forms. */
async function packed(name: string, make: (tar: string) => void): Promise<{ digest: string; diffId: string; file: string }> {
  const file = join(CACHE, `${name}.tar.gz`);
  const tar = join(CACHE, `${name}.tar.part`);
  if (!existsSync(file)) {
    process.stderr.write(`making the layer ${name}…\n`);
    make(tar);
    await pipeline(createReadStream(tar), createGzip({ level: 6 }), createWriteStream(`${file}.part`));
    writeFileSync(join(CACHE, `${name}.diffid`), await digestOf(tar));
    renameSync(`${file}.part`, file);
    rmSync(tar);
  }
  return { digest: await digestOf(file), diffId: readFileSync(join(CACHE, `${name}.diffid`), 'utf8'), file };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) if (chunk instanceof Buffer) hash.update(chunk);
  return hash.digest('hex');
}

/** A docker archive: manifest, configuration and layers in one tar (Docker image specification 1.2). */
function archive(file: string, name: string, layers: BenchImage['layers']): void {
  const directory = mkdtempSync(join(CACHE, 'archive-'));
  try {
    const created = '2026-01-01T00:00:00Z';
    const config = JSON.stringify({
      architecture: 'amd64', os: 'linux', created, config: {}, rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => `sha256:${diffId}`) },
      history: layers.map(() => ({ created, created_by: `ADD ${name}` })),
    });
    const id = createHash('sha256').update(config).digest('hex');
    writeFileSync(join(directory, `${id}.json`), config);
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify([{ Config: `${id}.json`, RepoTags: [`bench/${name}:1`], Layers: layers.map(({ digest }) => `${digest}.tar`) }]));
    for (const layer of layers) execFileSync('ln', [layer.file, join(directory, `${layer.digest}.tar`)]);
    execFileSync('tar', ['-cf', `${file}.part`, '-C', directory, '--hard-dereference', ...readdirSync(directory)]);
    renameSync(`${file}.part`, file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function debianRoot(tar: string): void {
  if (!existsSync('/usr/bin/mmdebstrap')) throw new Error('mmdebstrap makes the Debian image: apt-get install mmdebstrap');
  execFileSync('mmdebstrap', ['--variant=minbase', '--quiet', '--format=tar', 'bookworm', tar], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function nodeRuntime(tar: string): void {
  execFileSync('tar', ['-cf', tar, '--transform', 's,^.*/,usr/local/bin/,', '-C', '/', process.execPath.slice(1)]);
}

function npmPackages(tar: string): void {
  const directory = mkdtempSync(join(CACHE, 'npm-'));
  try {
    writeFileSync(join(directory, 'package.json'), '{"name":"application","version":"1.0.0","private":true}');
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...APPLICATION], { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('tar', ['-cf', tar, '--transform', 's,^\\./,app/,', '-C', directory, './package.json', './package-lock.json', './node_modules']);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function checkoutPackages(tar: string): void {
  execFileSync('tar', ['-cf', tar, '--transform', 's,^\\./,app/,', '--exclude', './node_modules/.cache', '--exclude', './node_modules/node-*', '--exclude', './node_modules/chdb*', '--exclude', './node_modules/@chdb', '-C', join(import.meta.dirname, '../..'), './node_modules']);
}

/** Files of /usr in the order of their names, until they are enough. */
function machineFiles(tar: string): void {
  const listed = execFileSync('find', ['/usr', '-xdev', '-type', 'f', '-size', '-64M', '-printf', '%s %P\\n'], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 }).trimEnd().split('\n').sort((a, b) => (a.slice(a.indexOf(' ')) < b.slice(b.indexOf(' ')) ? -1 : 1));
  const names: string[] = [];
  let bytes = 0;
  for (const line of listed) {
    const space = line.indexOf(' ');
    if (bytes > LARGE_BYTES - 700 * 1024 ** 2) break;
    bytes += Number(line.slice(0, space));
    names.push(`usr/${line.slice(space + 1)}`);
  }
  const list = join(CACHE, 'machine.list');
  writeFileSync(list, `${names.join('\0')}\0`);
  execFileSync('tar', ['-cf', tar, '--hard-dereference', '-C', '/', '--null', '-T', list], { stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(list);
}

export type Measured = { seconds: number; peakMiB: number; stdout: string; code: number | null };

/** Runs a program and measures the whole process: wall time, and the most memory that it and its children had resident. */
export async function measured(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Measured> {
  const begun = performance.now();
  const child = spawn('/usr/bin/time', ['-f', '%M', command, ...args], { env: { PATH: process.env['PATH'], HOME: CACHE, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, code] = await Promise.all([collected(child.stdout), collected(child.stderr), new Promise<number | null>((resolve) => { child.once('exit', resolve); })]);
  return { seconds: (performance.now() - begun) / 1_000, peakMiB: Number(stderr.trimEnd().split('\n').at(-1)) / 1024, stdout, code };
}

async function collected(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

/** A folder for what the benchmark keeps: peers from npm, advisories. */
export const cacheFolder = (name: string): string => {
  const folder = join(CACHE, name);
  mkdirSync(folder, { recursive: true });
  return folder;
};
