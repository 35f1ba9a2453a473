import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Cataloguer, Tools } from '../../src/scanning/catalog/cataloguer.ts';
import { tar, type TarEntry } from './tar.ts';

export type LayerSpec = readonly TarEntry[] | Buffer;
export type Compression = 'gzip' | 'zstd' | 'none';

export type Blob = { digest: string; bytes: Buffer; mediaType: string };

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const pack = { gzip: gzipSync, zstd: zstdCompressSync, none: (bytes: Buffer) => bytes };

/** An image in parts, as any of the formats holds them. */
export function imageParts(layers: readonly LayerSpec[], { compression = 'gzip', architecture = 'amd64', diffIds, createdBy }: {
  compression?: Compression;
  architecture?: string;
  /** What the configuration claims, where it lies. */
  diffIds?: readonly string[];
  createdBy?: readonly string[];
} = {}) {
  const tars = layers.map((layer) => (Buffer.isBuffer(layer) ? layer : tar(layer)));
  const suffix = compression === 'none' ? '' : `+${compression}`;
  const blobs = tars.map((bytes) => blob(pack[compression](bytes), `application/vnd.oci.image.layer.v1.tar${suffix}`));
  const config = blob(json({
    os: 'linux', architecture,
    rootfs: { type: 'layers', diff_ids: diffIds ?? tars.map(digestOf) },
    ...(createdBy ? { history: createdBy.map((step) => ({ created_by: step })) } : {}),
  }), 'application/vnd.oci.image.config.v1+json');
  const manifest = blob(json({
    schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptorOf(config), layers: blobs.map(descriptorOf),
  }), 'application/vnd.oci.image.manifest.v1+json');
  return { tars, layers: blobs, config, manifest, platform: { os: 'linux', architecture } };
}
export type ImageParts = ReturnType<typeof imageParts>;

export const blob = (bytes: Buffer, mediaType: string): Blob => ({ digest: digestOf(bytes), bytes, mediaType });
export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
export const descriptorOf = ({ digest, bytes, mediaType }: Blob) => ({ digest, size: bytes.length, mediaType });

/** An index over images of several platforms. */
export const indexOf = (images: readonly ImageParts[]): Blob =>
  blob(json({
    schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: images.map(({ manifest, platform }) => ({ ...descriptorOf(manifest), platform })),
  }), 'application/vnd.oci.image.index.v1+json');

/** The files of an OCI image layout, by path. */
export function ociFiles(entries: readonly (Blob & { annotations?: Record<string, string> })[], blobs: readonly Blob[]): Map<string, Buffer> {
  return new Map([
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
    ['index.json', json({ schemaVersion: 2, manifests: entries.map((entry) => ({ ...descriptorOf(entry), ...(entry.annotations ? { annotations: entry.annotations } : {}) })) })],
    ...[...entries, ...blobs].map(({ digest, bytes }) => [`blobs/${digest.replace(':', '/')}`, bytes] as const),
  ]);
}

export const blobsOf = (...images: readonly ImageParts[]): Blob[] => images.flatMap(({ layers, config, manifest }) => [manifest, config, ...layers]);

/** What `docker save` wrote until version 25. */
export function dockerFiles({ tars, config }: ImageParts, tag = 'example/app:1'): Map<string, Buffer> {
  const configName = `${config.digest.slice('sha256:'.length)}.json`;
  const names = tars.map((bytes) => `${digestOf(bytes).slice('sha256:'.length)}/layer.tar`);
  return new Map([
    ...tars.map((bytes, at) => [names[at] ?? '', bytes] as const),
    [configName, config.bytes],
    ['manifest.json', json([{ Config: configName, RepoTags: [tag], Layers: names }])],
  ]);
}

export const archiveOf = (files: ReadonlyMap<string, Buffer>): Buffer => tar([...files].map(([path, contents]) => ({ path, contents })));

export function writeFiles(directory: string, files: ReadonlyMap<string, Buffer | string>): string {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
  return directory;
}

/** A cataloguer whose packages are the lines of files named `*.pkgs`; `bad` in one is an error. */
export const lines: Cataloguer = {
  id: 'lines',
  evidence: 'installed',
  wants: ({ name }) => name.endsWith('.pkgs'),
  maxBytes: 1_000_000,
  read({ bytes }) {
    const text = Buffer.from(bytes).toString();
    if (text.includes('bad')) throw new Error('this file is bad');
    return { packages: text.split('\n').filter((line) => line !== '').map((name) => ({ type: 'generic', name, version: '1' })) };
  },
};

export const noTools: Tools = { sqlite: () => [] };
