import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elfOf, machOOf, peOf } from '../../../../test/support/executables.ts';
import { packagesOf, readingOf } from '../../../../test/support/reading.ts';
import { cargoAuditable } from './cargo-auditable.ts';
import { beginsExecutable, imageOf } from './executable.ts';
import { runtimeBinary } from './runtimes.ts';

const crates = {
  packages: [
    { name: 'tool', version: '0.3.0', source: 'local', dependencies: [1, 2], root: true },
    { name: 'serde', version: '1.0.200', source: 'crates.io' },
    { name: 'cc', version: '1.0.90', source: 'crates.io', kind: 'build' },
  ],
};
const section = deflateSync(JSON.stringify(crates));
const expected = ['tool@0.3.0', 'serde@1.0.200', 'cc@1.0.90 (dev)'];
const read = (bytes: Uint8Array) => readingOf(cargoAuditable, { path: 'usr/bin/tool', bytes, mode: 0o755 });

describe('a program of Rust tells its crates, if cargo auditable built it', () => {
  test.for<[string, Buffer]>([
    ['ELF', elfOf([{ name: '.dep-v0', bytes: section }])],
    ['PE', peOf([{ name: '.dep-v0', bytes: section }])],
    ['Mach-O', machOOf([{ name: '.dep-v0', bytes: section }])],
  ])('%s', ([, bytes]) => {
    expect(packagesOf(read(bytes))).toEqual(expected);
  });

  test('a program without the list says nothing', () => {
    expect(read(elfOf([{ name: '.text', bytes: Buffer.alloc(100) }]))).toEqual({});
  });

  test.for<[string, Buffer]>([
    ['damaged', Buffer.from('not zlib')],
    ['a bomb', deflateSync(Buffer.alloc(20 * 1024 * 1024))],
    ['no JSON', deflateSync('packages')],
  ])('a list that is %s makes the scan incomplete', ([, bytes]) => {
    expect(() => read(elfOf([{ name: '.dep-v0', bytes }]))).toThrow();
  });

  const objcopy = ['/usr/bin/objcopy', '/usr/local/bin/objcopy'].find((path) => existsSync(path));
  const program = ['/bin/true', '/usr/bin/true'].find((path) => existsSync(path));
  test.skipIf(objcopy === undefined || program === undefined)('a real program to which objcopy added the section (skipped without binutils)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'glacis-elf-'));
    try {
      writeFileSync(join(folder, 'list'), section);
      execFileSync(objcopy ?? '', ['--add-section', `.dep-v0=${join(folder, 'list')}`, program ?? '', join(folder, 'tool')]);
      expect(packagesOf(read(readFileSync(join(folder, 'tool'))))).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('runtimes that no package tells of', () => {
  const runtime = (name: string, text: string) =>
    readingOf(runtimeBinary, { path: `usr/local/bin/${name}`, mode: 0o755, bytes: elfOf([{ name: '.rodata', bytes: Buffer.from(text, 'latin1') }]) });

  test.for<[string, string, string[]]>([
    ['node', '\0https://nodejs.org/download/release/v24.1.0/node-v24.1.0.tar.gz\0', ['node@24.1.0']],
    ['python3.12', '\x003.12.4\0', ['python@3.12.4']],
    ['libpython3.12.so.1.0', '/opt/python/3.12.4\0', ['python@3.12.4']],
    ['libpython3.14.so.1.0', '\x003.14.0rc1\0', ['python@3.14.0rc1']],
    ['php-fpm', 'X-Powered-By: PHP/8.2.20\0', ['php@8.2.20']],
    ['libruby.so.3.3.1', '\0ruby 3.3.1 (2024-04-23 revision c56cd86388) [x86_64-linux]\0', ['ruby@3.3.1']],
    ['nginx', 'nginx version: nginx/1.27.0\n', ['nginx@1.27.0']],
    ['nginx', 'nginx version: nginx/1.27.0\0nginx version: nginx/1.26.0', []],
    ['python3.12', '\x0013.12.4\0\x003.11.4\0', []],
    ['node', 'a program of the same name', []],
  ])('%s: %j', ([name, text, packages]) => {
    expect(packagesOf(runtime(name, text))).toEqual(packages);
  });

  test('other names and scripts are not looked at', () => {
    expect(runtime('bash', 'nginx version: nginx/1.27.0')).toBe('not its file');
    expect(readingOf(runtimeBinary, { path: 'usr/bin/node', mode: 0o755, bytes: `#!/bin/sh\n${' '.repeat(5_000)}` })).toBe('not its file');
  });

  test('the node that runs this test', () => {
    expect(packagesOf(readingOf(runtimeBinary, { path: 'bin/node', mode: 0o755, bytes: readFileSync(process.execPath) }))).toEqual([`node@${process.versions.node}`]);
  });
});

describe('headers of a stranger', () => {
  test.for<[string, Buffer]>([
    ['ELF', elfOf([{ name: '.data', bytes: Buffer.alloc(100), isWritable: true }, { name: '.dep-v0', bytes: section }])],
    ['PE', peOf([{ name: '.data', bytes: Buffer.alloc(100) }, { name: '.dep-v0', bytes: section }])],
    ['Mach-O', machOOf([{ name: '__data', bytes: Buffer.alloc(100) }, { name: '.dep-v0', bytes: section }])],
  ])('of %s lead to nothing outside the file', ([, whole]) => {
    const flips = fc.array(fc.tuple(fc.nat(400), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(flips, fc.nat(whole.length), fc.boolean(), (changes, length, isCut) => {
      const bytes = Buffer.from(isCut ? whole.subarray(0, length) : whole);
      for (const [at, value, count] of changes) bytes.fill(value, Math.min(at, bytes.length), Math.min(bytes.length, at + count));
      const image = imageOf(bytes);
      for (const each of [...(image?.sections ?? []), ...(image?.segments ?? [])]) {
        expect(each.bytes.length).toBeLessThanOrEqual(bytes.length);
        expect(each.bytes.buffer).toBe(bytes.buffer);
      }
    }), { numRuns: 500 });
  });

  test('a class of Java begins like a universal program, and is none', () => {
    const javaClass = Buffer.alloc(5_000);
    javaClass.writeUInt32BE(0xcafebabe, 0);
    javaClass.writeUInt32BE(61, 4);
    expect(beginsExecutable(javaClass)).toBe(true);
    expect(imageOf(javaClass)).toBeUndefined();
  });

  test('a universal program of universal programs ends', () => {
    const head = Buffer.alloc(5_000);
    head.writeUInt32BE(0xcafebabe, 0);
    head.writeUInt32BE(1, 4);
    head.writeUInt32BE(0, 16);
    head.writeUInt32BE(5_000, 20);
    expect(imageOf(head)).toBeUndefined();
  });

  test('that hold the whole file thousands of times do not have it searched as often', () => {
    const parts = Array.from({ length: 1_000 }, () => ({ name: '.data', bytes: Buffer.alloc(16), isWritable: true }));
    const file = elfOf(parts);
    parts.forEach((_, i) => {
      file.writeBigUInt64LE(0n, 64 + i * 56 + 8);
      file.writeBigUInt64LE(BigInt(file.length), 64 + i * 56 + 32);
    });
    expect(imageOf(file)?.segments).toHaveLength(4);
  });

  test('a million sections are none', () => {
    const file = elfOf([{ name: '.data', bytes: Buffer.alloc(16) }]);
    file.writeUInt16LE(0xffff, 60);
    expect(imageOf(file)?.sections).toEqual([]);
  });
});
