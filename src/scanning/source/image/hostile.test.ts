import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { privateDirectory } from '../../../../test/support/engines.ts';
import {
  archiveOf, blob, blobsOf, descriptorOf, dockerFiles, imageParts, json, lines, noTools, ociFiles, writeFiles, type Blob, type ImageParts, type LayerSpec,
} from '../../../../test/support/images.ts';
import { END, tar, tarEntry, type TarEntry } from '../../../../test/support/tar.ts';
import { GlacisError } from '../../../kernel/errors.ts';
import { LAYER_LIMITS } from '../layers/contents.ts';
import { openImage, readTree } from './open.ts';

const MIB = 1024 * 1024;
const room = privateDirectory('hostile');
afterAll(room.remove);

const options = {
  cataloguers: [lines], tools: noTools, daemon: { sockets: { docker: [], podman: [] } },
  limits: { ...LAYER_LIMITS, decompressed: 16 * MIB, freely: 4 * MIB, ratio: 100, files: 1_000, notedCharacters: 100_000 },
};

/** Opens and reads it as a scan does; says how it ends and how much memory it took at most. */
async function scan(reference: string): Promise<{ ended: string; paths: string[]; problems: readonly { path: string; reason: string }[]; grown: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => { most = Math.max(most, process.memoryUsage.rss()); }, 5);
  try {
    const image = await openImage(reference, options);
    try {
      const { files, problems } = await readTree(image);
      return { ended: 'well', paths: files.map(({ path }) => path), problems, grown: most - before };
    } finally {
      await image.close();
    }
  } catch (error) {
    if (!(error instanceof GlacisError)) throw error;
    return { ended: `${error.code}: ${error.message}`, paths: [], problems: [], grown: most - before };
  } finally {
    clearInterval(watch);
  }
}

let count = 0;
const place = (): string => join(room.path, String(count += 1));
const written = (bytes: Buffer): string => {
  const path = place();
  writeFileSync(path, bytes);
  return path;
};
const docker = (...layers: LayerSpec[]): string => written(archiveOf(dockerFiles(imageParts(layers, { compression: 'none' }))));
const oci = (parts: ImageParts, change: (files: Map<string, Buffer>) => void = () => {}): string => {
  const files = ociFiles([parts.manifest], blobsOf(parts));
  change(files);
  return `oci-dir:${writeFiles(place(), files)}`;
};
/** A layout whose only manifest says these things of the image. */
function lying(changes: Record<string, unknown>, more: readonly Blob[] = []): string {
  const parts = imageParts([[fine]]);
  const manifest = blob(json({ ...JSON.parse(parts.manifest.bytes.toString()), ...changes }), parts.manifest.mediaType);
  return `oci-dir:${writeFiles(place(), ociFiles([manifest], [...blobsOf(parts), ...more]))}`;
}
const path = ({ digest }: { digest: string }): string => `blobs/${digest.replace(':', '/')}`;

const fine: TarEntry = { path: 'a.pkgs', contents: 'x' };
const link = (from: string, to: string): TarEntry => ({ path: from, type: '2', link: to });
const hard = (from: string, to: string): TarEntry => ({ path: from, type: '1', link: to });
const zeros = (size: number): TarEntry => ({ path: 'zeros', contents: Buffer.alloc(size) });

/** A layer of very many tiny entries. */
const manyEntries = (many: number): Buffer => {
  const one = tarEntry({ path: 'x/0000000' });
  const all = Buffer.alloc(many * one.length);
  for (let at = 0; at < many; at += 1) one.copy(all, at * one.length);
  return Buffer.concat([all, END]);
};

let warm = false;
beforeAll(async () => {
  warm = (await scan(docker([fine]))).ended === 'well';
});

test('what is not hostile is read', () => {
  expect(warm).toBe(true);
});

describe('a hostile layer ends in a clear error', () => {
  test.for<[string, () => string, string]>([
    ['a path that leads out', () => docker([{ path: '../../etc/passwd' }]), 'leads out of it: ../../etc/passwd'],
    ['a path that leads out after a while', () => docker([{ path: 'a/b/../../../c' }]), 'leads out of it'],
    ['a pax path that leads out', () => docker([{ path: 'a', pax: { path: '/../x' } }]), 'leads out of it'],
    ['a hard link that leads out', () => docker([fine, hard('b.pkgs', '../../etc/shadow')]), 'leads out of it'],
    ['a hard link to itself', () => docker([hard('a.pkgs', 'a.pkgs')]), 'hard link to itself'],
    ['links in a circle', () => docker([link('a', 'b'), link('b', 'a'), { ...fine, path: 'a/x.pkgs' }]), 'links lead in a circle'],
    ['a link to itself', () => docker([link('a', 'a'), { ...fine, path: 'a/x.pkgs' }]), 'links lead in a circle'],
    ['a link that grows', () => docker([link('a', 'a/a/a'), { ...fine, path: 'a/x.pkgs' }]), 'links lead in a circle'],
    ['the root as a link', () => docker([link('./', '/etc')]), 'symbolic link in the place of its root'],
    ['the root as a file', () => docker([{ path: '.', contents: 'x' }]), 'file in the place of its root'],
    ['a whiteout of nothing', () => docker([{ path: 'd/.wh.' }]), 'whiteout of no name'],
    ['a whiteout of the directory above', () => docker([{ path: 'd/.wh...' }]), 'whiteout of no name'],
    ['an endless path', () => docker([{ path: 'a', pax: { path: 'a/'.repeat(4_000) } }]), 'path of 8000 characters'],
    ['a huge header', () => docker([{ path: 'x', type: 'x', contents: Buffer.alloc(2 * MIB, '1') }]), 'extended header of 2097152 bytes'],
    ['a size beyond its end', () => docker(tar([{ ...fine, size: 8 ** 11 - 1 }])), 'ends too early'],
    ['a size below zero', () => docker(tar([{ ...fine, change: (block) => block.fill(0xff, 124, 136) }])), 'negative size'],
    ['a pax size that lies', () => docker(tar([{ ...fine, pax: { size: '99999999' } }])), 'ends too early'],
    ['a sparse file whose map has no end', () => docker(Buffer.concat([tarEntry({ path: 's', type: 'S', change: (block) => { block[482] = 1; } }).subarray(0, 512), Buffer.alloc(5_120, 1)])), 'ends too early'],
    ['text', () => docker(Buffer.from('no archive at all'.repeat(100))), 'no number'],
    ['more links than anybody has', () => docker(Array.from({ length: 500 }, (_, at) => ({ path: `l${at}`, type: '2', pax: { linkpath: 'x'.repeat(1_000) } }))), 'take too much room'],
    ['more files of interest than allowed', () => docker(Array.from({ length: 1_001 }, (_, at) => ({ path: `${at}.pkgs`, contents: 'x' }))), 'more than 1000 files'],
    ['cut short', () => docker(tar([zeros(5_000)]).subarray(0, 3_000)), 'ends too early'],
    ['a bomb of gzip', () => oci(imageParts([[zeros(20 * MIB)]])), 'more than 100 times its size'],
    ['a bomb of zstd', () => oci(imageParts([[zeros(20 * MIB)]], { compression: 'zstd' })), 'more than 100 times its size'],
    ['a bomb within a bomb', () => oci(imageParts([gzipSync(tar([zeros(MIB)]))])), 'wrong checksum'],
    ['larger than allowed', () => docker([zeros(17 * MIB)]), 'larger than the limit'],
    ['a zstd frame that asks for a window of a GiB', () => oci(imageParts([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (30 - 10) << 3, (3 << 3) | 1, 0, 0, 0x61, 0x62, 0x63])], { compression: 'none' })), 'not zstd'],
    ['junk behind gzip', () => oci(imageParts([Buffer.concat([gzipSync(tar([fine])), Buffer.from('junk')])], { compression: 'none' })), 'not gzip'],
    ['gzip cut short', () => oci(imageParts([gzipSync(tar([fine])).subarray(0, -6)], { compression: 'none' })), 'ends too early'],
    ['zstd cut short', () => oci(imageParts([zstdCompressSync(tar([fine])).subarray(0, -6)], { compression: 'none' })), 'ends too early'],
  ])('%s', async ([, make, message]) => {
    const { ended, grown } = await scan(make());
    expect(ended).toMatch(/^image_invalid: /);
    expect(ended).toContain(message);
    expect(ended.length).toBeLessThan(800);
    expect(grown).toBeLessThan(160 * MIB);
  });
});

describe('a hostile image ends in a clear error', () => {
  const parts = imageParts([[fine]]);
  const entry = descriptorOf(parts.layers[0] ?? parts.config);
  const wrong = `sha256:${createHash('sha256').digest('hex')}`;
  const loop = (): string => {
    // No index can hold its own digest; a chain of indexes is as long as somebody likes.
    let at = blob(json({ schemaVersion: 2, manifests: [descriptorOf(parts.manifest)] }), 'application/vnd.oci.image.index.v1+json');
    const all = [at];
    for (let depth = 0; depth < 20; depth += 1) {
      at = blob(json({ schemaVersion: 2, manifests: [descriptorOf(at)] }), at.mediaType);
      all.push(at);
    }
    return `oci-dir:${writeFiles(place(), ociFiles([at], [...all, ...blobsOf(parts)]))}`;
  };

  test.for<[string, () => string, string]>([
    ['a layer that is another than its digest says', () => oci(parts, (files) => files.set(path(entry), gzipSync(tar([{ path: 'b.pkgs', contents: 'evil' }])))), 'bytes'],
    ['of the same size, too', () => oci(imageParts([[fine]], { compression: 'none' }), (files) => {
      for (const [name, bytes] of files) if (bytes.length === 2_048) files.set(name, tar([{ ...fine, contents: 'y' }]));
    }), 'its digest is'],
    ['a layer longer than it says', () => oci(parts, (files) => files.set(path(entry), Buffer.concat([files.get(path(entry)) ?? END, Buffer.alloc(100)]))), 'more than the'],
    ['a layer that is missing', () => oci(parts, (files) => files.delete(path(entry))), 'is missing'],
    ['a manifest that is missing', () => oci(parts, (files) => files.delete(path(parts.manifest))), 'is missing'],
    ['a manifest that is another', () => oci(parts, (files) => files.set(path(parts.manifest), Buffer.from(parts.manifest.bytes.toString().replace('2', '3')))), 'has the digest'],
    ['a configuration that is another', () => oci(parts, (files) => files.set(path(parts.config), Buffer.from(parts.config.bytes.toString().replace('linux', 'LINUX')))), 'has the digest'],
    ['a configuration that lies about its layers', () => oci(imageParts([[fine]], { diffIds: [wrong] })), 'the DiffID'],
    ['a configuration with more layers', () => oci(imageParts([[fine]], { diffIds: [wrong, wrong] })), 'names 2 layers, its manifest 1'],
    ['a configuration with no layers', () => oci(imageParts([[fine]], { diffIds: [] })), 'names 0 layers'],
    ['an index without end', loop, 'further indexes'],
    ['an index of 100 MB', () => oci(parts, (files) => files.set('index.json', Buffer.alloc(100 * MIB, ' '))), 'too many for a document'],
    ['an index that is no JSON', () => oci(parts, (files) => files.set('index.json', Buffer.from('{'))), 'no JSON'],
    ['an index of nothing', () => oci(parts, (files) => files.set('index.json', json({ manifests: [] }))), 'has no image'],
    ['a digest that leads elsewhere', () => lying({ config: { ...descriptorOf(parts.config), digest: 'sha256:../../../../etc/passwd' } }), 'no SHA-256'],
    ['a size below zero', () => lying({ layers: [{ ...entry, size: -1 }] }), 'layers.0.size'],
    ['a size beyond measure', () => lying({ layers: [{ ...entry, size: 1e300 }] }), 'layers.0.size'],
    ['ten thousand layers', () => lying({ layers: Array.from({ length: 10_000 }, () => entry) }), 'layers'],
    ['schema 1', () => lying({ schemaVersion: 1 }), 'old schema 1'],
    ['something else than an image', () => lying({ config: { ...descriptorOf(parts.config), mediaType: 'application/vnd.cncf.helm.config.v1+json' } }), 'no container image'],
    ['an encrypted layer', () => lying({ layers: [{ ...entry, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted' }] }), 'encrypted'],
    ['a docker archive whose layer leads out of it', () => {
      const files = dockerFiles(parts);
      files.set('manifest.json', json([{ Config: parts.config.digest.slice(7) + '.json', Layers: ['../../../../etc/passwd'] }]));
      return written(archiveOf(files));
    }, 'leads out of it'],
    ['a docker archive whose layer is a link that leads out', () => written(Buffer.concat([tarEntry({ path: 'l', type: '2', link: '/etc/passwd' }), archiveOf(new Map([
      ['manifest.json', json([{ Config: `${parts.config.digest.slice(7)}.json`, Layers: ['l'] }])], [`${parts.config.digest.slice(7)}.json`, parts.config.bytes],
    ]))])), 'is missing'],
    ['a docker archive whose parts are links in a circle', () => written(Buffer.concat([tarEntry({ path: 'manifest.json', type: '2', link: 'b' }), tar([{ path: 'b', type: '2', link: 'manifest.json' }])])), 'neither manifest.json nor index.json'],
    ['a docker archive whose configuration is another', () => written(archiveOf(new Map([...dockerFiles(parts)].map(([name, bytes]) => [name, /^[0-9a-f]{64}\.json$/.test(name) ? Buffer.from('{}') : bytes])))), 'has the digest'],
    ['a docker archive cut short', () => written(archiveOf(dockerFiles(parts)).subarray(0, 2_000)), 'ends too early'],
    ['a compressed docker archive cut short', () => written(gzipSync(archiveOf(dockerFiles(parts))).subarray(0, 300)), 'ends too early'],
    ['a compressed docker archive that is a bomb', () => written(gzipSync(tar([zeros(20 * MIB)]))), 'more than 100 times its size'],
    ['a compressed docker archive that lacks a layer', () => written(gzipSync(archiveOf(new Map([...dockerFiles(parts)].filter(([name]) => !name.endsWith('layer.tar')))))), 'is missing'],
    ['a compressed docker archive with another layer', () => written(gzipSync(archiveOf(new Map([...dockerFiles(parts)].map(([name, bytes]) => [name, name.endsWith('layer.tar') ? tar([{ ...fine, contents: 'evil' }]) : bytes]))))), 'the DiffID'],
    ['an empty file', () => written(Buffer.alloc(0)), 'empty'],
    ['an archive of something else', () => written(tar([fine])), 'neither manifest.json nor index.json'],
  ])('%s', async ([, make, message]) => {
    const { ended, grown } = await scan(make());
    expect(ended).toMatch(/^image_invalid: /);
    expect(ended).toContain(message);
    expect(ended.length).toBeLessThan(800);
    expect(grown).toBeLessThan(160 * MIB);
  });
});

describe('what is merely odd is read', () => {
  test.for<[string, () => string, string[]]>([
    ['an absolute path is meant from the root', () => docker([{ ...fine, path: '/etc/a.pkgs' }]), ['etc/a.pkgs']],
    ['a link out of the root leads to the root', () => docker([link('a', '../../../..'), { ...fine, path: 'a/x.pkgs' }]), ['x.pkgs']],
    ['devices are passed over', () => docker([{ path: 'dev/sda', type: '4' }, { path: 'a.pkgs', type: '3' }, { ...fine, path: 'b.pkgs' }]), ['b.pkgs']],
    ['the whole root taken away', () => docker([fine], [{ path: '.wh..wh..opq' }]), []],
    ['the same layer three times', () => docker([fine], [fine], [fine]), ['a.pkgs']],
    ['very many tiny entries', () => docker(manyEntries(20_000), [fine]), ['a.pkgs']],
    ['junk behind the end of a layer', () => docker(Buffer.concat([tar([fine]), Buffer.from('junk'.repeat(1_000))])), ['a.pkgs']],
    ['an empty layer', () => docker(Buffer.alloc(0), [fine]), ['a.pkgs']],
    ['an image without layers', () => docker(), []],
    ['a compressed archive with parts that are no layers', () => written(gzipSync(archiveOf(new Map([['junk.bin', Buffer.from('junk')], ...dockerFiles(imageParts([[fine]]))])))), ['a.pkgs']],
    ['a compressed archive with hard links to what nobody wanted', () => written(gzipSync(archiveOf(dockerFiles(imageParts([[{ path: 's', contents: 'x' }, hard('a.pkgs', 's')]]))))), ['a.pkgs']],
  ])('%s', async ([, make, paths]) => {
    const { ended, paths: found, grown } = await scan(make());
    expect({ ended, found }).toEqual({ ended: 'well', found: paths });
    expect(grown).toBeLessThan(160 * MIB);
  });
});
