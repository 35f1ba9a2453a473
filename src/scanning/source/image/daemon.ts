import { existsSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { GlacisError, errors, reasonOf } from '../../../kernel/errors.ts';
import type { LayerOptions } from '../layers/layer.ts';
import { DIGEST } from '../layers/passage.ts';
import { imageOn } from './archive.ts';
import type { Image } from './image.ts';
import type { WantedPlatform } from './platform.ts';
import { fullName, parseName } from './reference.ts';
import { streamShelf } from './shelf-stream.ts';

export type Daemon = 'docker' | 'podman';

export type DaemonOptions = {
  /** Where DOCKER_HOST, CONTAINER_HOST and XDG_RUNTIME_DIR are looked up. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Sockets in their usual places, instead of the usual ones. */
  sockets?: Readonly<Record<Daemon, readonly string[]>>;
};

/** An answer that does not come, or an archive that stops coming. */
const SILENCE_MS = 120_000;
const ANSWER_BYTES = 8 * 1024 * 1024;

const Inspected = z.object({ Id: z.string().optional(), RepoTags: z.array(z.string()).nullish(), RepoDigests: z.array(z.string()).nullish() });

type Wanted = { name: string; image: string; kind: Daemon | undefined; platform: WantedPlatform };

/**
 * An image of a daemon on this machine (Docker Engine API, which Podman speaks too): asked whether it has it, then for its
 * archive, which is read on its way. Undefined where no daemon has it.
 * @throws {GlacisError} `daemon_failed` where the one that was named does not answer.
 */
export async function openDaemonImage(wanted: Wanted, { daemon: options = {}, ...reading }: LayerOptions & { daemon?: DaemonOptions }): Promise<Image | undefined> {
  const isNamed = wanted.kind !== undefined;
  for (const kind of wanted.kind === undefined ? (['docker', 'podman'] as const) : [wanted.kind]) {
    const socket = socketOf(kind, options, isNamed);
    if (socket === undefined) {
      if (isNamed) throw errors.daemonFailed({ daemon: titleOf(kind), reason: 'it has no socket on this machine' });
      continue;
    }
    try {
      const image = await imageOf(socket, wanted, reading);
      if (image) return image;
    } catch (error) {
      if (error instanceof Unreachable && !isNamed) continue;
      if (error instanceof GlacisError || !(error instanceof Unreachable)) throw error;
      throw errors.daemonFailed({ daemon: titleOf(kind), reason: error.message });
    }
  }
  return undefined;
}

class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const titleOf = (kind: Daemon): string => (kind === 'docker' ? 'Docker' : 'Podman');

async function imageOf(socket: string, { name, image, platform }: Wanted, options: LayerOptions): Promise<Image | undefined> {
  const asked = await get(socket, `${pathOf(image)}/json`, options.signal);
  if (asked.statusCode === 404) {
    asked.resume();
    return undefined;
  }
  const inspected = Inspected.safeParse(jsonOf(await whole(asked)));
  if (asked.statusCode !== 200 || !inspected.success) throw new Unreachable(`it answers ${asked.statusCode}`);
  const shelf = await streamShelf(() => archiveOf(socket, image, options.signal), options);
  const found = await imageOn(shelf, { name, platform, kind: 'docker-archive' });
  const digest = digestIn(inspected.data.RepoDigests ?? [], image);
  return { ...found, tags: inspected.data.RepoTags ?? found.tags, ...(digest === undefined ? {} : { digest }) };
}

/** Slashes and colons of a name stand as they are: the daemon's routes take them so. */
const pathOf = (image: string): string => `/images/${image.split('/').map((part) => encodeURIComponent(part).replaceAll('%3A', ':').replaceAll('%40', '@')).join('/')}`;

/** The digest that this repository has it under. */
function digestIn(digests: readonly string[], image: string): string | undefined {
  const repository = (text: string): string => {
    const { registry, repository } = parseName(text);
    return fullName({ registry, repository });
  };
  const found = digests.find((text) => repository(text) === repository(image))?.split('@')[1];
  return found !== undefined && DIGEST.test(found) ? found : undefined;
}

async function* archiveOf(socket: string, image: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer, void, void> {
  const answer = await get(socket, `${pathOf(image)}/get`, signal);
  if (answer.statusCode !== 200) throw new Unreachable(`it answers ${answer.statusCode}: ${messageOf(await whole(answer))}`);
  try {
    for await (const chunk of answer) if (chunk instanceof Buffer) yield chunk;
  } catch (error) {
    throw new Unreachable(`its archive broke off: ${reasonOf(error)}`);
  } finally {
    answer.destroy();
  }
}

function get(socketPath: string, path: string, signal: AbortSignal | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path, headers: { host: 'localhost' }, timeout: SILENCE_MS, ...(signal ? { signal } : {}) });
    asking.once('response', resolve);
    asking.once('timeout', () => asking.destroy(new Error(`nothing came for ${SILENCE_MS / 1_000} s`)));
    asking.once('error', (error) => reject(new Unreachable(reasonOf(error))));
    asking.end();
  });
}

async function whole(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer) {
    if (!(part instanceof Buffer)) continue;
    size += part.length;
    if (size > ANSWER_BYTES) throw new Unreachable('its answer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

const messageOf = (bytes: Buffer): string => {
  const parsed = z.object({ message: z.string() }).safeParse(jsonOf(bytes));
  return parsed.success ? parsed.data.message.replaceAll(/\p{C}/gu, '?').slice(0, 300) : 'no reason given';
};

/** @throws {GlacisError} where the surroundings name one that is no socket. */
function socketOf(kind: Daemon, { env = process.env, sockets }: DaemonOptions, isNamed: boolean): string | undefined {
  const host = kind === 'docker' ? env['DOCKER_HOST'] : env['CONTAINER_HOST'];
  if (host !== undefined && host !== '') {
    if (host.startsWith('unix://')) return host.slice('unix://'.length);
    if (isNamed) throw errors.daemonFailed({ daemon: titleOf(kind), reason: `${kind === 'docker' ? 'DOCKER_HOST' : 'CONTAINER_HOST'} is no unix:// address, the only ones that are asked` });
    return undefined;
  }
  return (sockets?.[kind] ?? usualSockets(kind, env)).find((path) => existsSync(path));
}

function usualSockets(kind: Daemon, env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  const own = (name: string): string[] => (runtime === undefined || runtime === '' ? [] : [join(runtime, name)]);
  return kind === 'docker'
    ? [...own('docker.sock'), '/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')]
    : [...own('podman/podman.sock'), '/run/podman/podman.sock'];
}
