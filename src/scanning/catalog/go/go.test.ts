import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressIn, elfOf, machOOf, peOf, universalOf } from '../../../../test/support/executables.ts';
import { packagesOf, readingOf } from '../../../../test/support/reading.ts';
import { goBinary } from './binary.ts';
import { goMod } from './mod.ts';

const START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const END = Buffer.from('f932433186182072008242104116d8f2', 'hex');
const modules = [
  'path\texample.com/tool/cmd/tool',
  'mod\texample.com/tool\t(devel)\t',
  'dep\tgithub.com/spf13/cobra\tv1.8.0\th1:abc=',
  'dep\tgolang.org/x/net\tv0.20.0',
  '=>\tgithub.com/fork/net\tv0.21.0\th1:def=',
  'dep\texample.com/shared\tv1.0.0',
  '=>\t../shared\t(devel)\t',
  'build\t-ldflags="-s -w -X \'example.com/tool/internal/build.Version=2.4.1\' -X example.com/other.Version=9.9.9"',
  'build\tCGO_ENABLED=0',
  '',
].join('\n');
const expected = ['example.com/tool@v2.4.1', 'github.com/spf13/cobra@v1.8.0', 'github.com/fork/net@v0.21.0', 'example.com/shared@', 'stdlib@1.22.3'];

const marked = (text: string): Buffer => Buffer.concat([START, Buffer.from(text), END]);
const varint = (value: number): Buffer => Buffer.from(value < 128 ? [value] : [(value & 127) | 128, value >> 7]);
const string = (bytes: Buffer): Buffer => Buffer.concat([varint(bytes.length), bytes]);
const header = (flags: number): Buffer => Buffer.concat([Buffer.from('\xff Go buildinf:\x08', 'latin1'), Buffer.from([flags])]);
const inline = (version: string, text: string): Buffer => Buffer.concat([header(2), Buffer.alloc(16), string(Buffer.from(version)), string(marked(text))]);
const info = inline('go1.22.3', modules);

/** As before Go 1.18: the header points to two strings, which point to their bytes. */
function pointed(version: string, text: string, isBigEndian: boolean): Buffer {
  const bytes = [Buffer.from(version), marked(text)];
  const strings = Buffer.alloc(32);
  const head = Buffer.concat([header(isBigEndian ? 1 : 0), Buffer.alloc(16)]);
  const parts = [{ name: '.rodata', bytes: Buffer.concat(bytes) }, { name: '.data', bytes: strings, isWritable: true }, { name: '.go.buildinfo', bytes: head, isWritable: true }];
  const file = elfOf(parts);
  const write = (at: number, value: number): void => void (isBigEndian ? file.writeBigUInt64BE(BigInt(value), at) : file.writeBigUInt64LE(BigInt(value), at));
  const headAt = file.indexOf(head);
  const stringsAt = addressIn(file, bytes[1] ?? START) - 0x400000 + (bytes[1]?.length ?? 0);
  const place = Math.ceil(stringsAt / 16) * 16;
  write(headAt + 16, 0x400000 + place);
  write(headAt + 24, 0x400000 + place + 16);
  bytes.forEach((each, i) => {
    write(place + i * 16, addressIn(file, each));
    write(place + i * 16 + 8, each.length);
  });
  return file;
}

const read = (bytes: Uint8Array, mode = 0o755) => readingOf(goBinary, { path: 'usr/local/bin/tool', bytes, mode });
const section = [{ name: '.go.buildinfo', bytes: info, isWritable: true }];

describe('an executable built by Go tells its modules', () => {
  test.for<[string, Buffer]>([
    ['ELF', elfOf(section)],
    ['ELF without section table', elfOf(section, { stripped: 'sections' })],
    ['ELF without program headers', elfOf(section, { stripped: 'segments' })],
    ['PE', peOf([{ name: '.rdata', bytes: Buffer.alloc(40) }, { name: '.data', bytes: info, isWritable: true }])],
    ['Mach-O', machOOf([{ name: '__go_buildinfo', bytes: info, isWritable: true }])],
    ['universal Mach-O', universalOf(machOOf([{ name: '__go_buildinfo', bytes: info, isWritable: true }]))],
    ['before Go 1.18, little-endian pointers', pointed('go1.22.3', modules, false)],
    ['before Go 1.18, big-endian pointers', pointed('go1.22.3', modules, true)],
    ['a magic that is not aligned comes first', elfOf([{ name: '.go.buildinfo', bytes: Buffer.concat([Buffer.alloc(8), info.subarray(0, 24), info]) }])],
  ])('%s', ([, bytes]) => {
    expect(packagesOf(read(bytes))).toEqual(expected);
  });

  test('where the header was taken out, the list of modules still is there, and the unknown toolchain is said', () => {
    const reading = read(elfOf([{ name: '.gopclntab', bytes: Buffer.alloc(16) }, { name: '.rodata', bytes: Buffer.concat([Buffer.alloc(5), marked(modules)]) }]));
    expect(packagesOf(reading)).toEqual(expected.slice(0, -1));
    expect(reading).toHaveProperty('warnings', [expect.stringContaining('standard library')]);
  });

  test.for<[string, string[]]>([
    ['go1.22.3', ['stdlib@1.22.3']],
    ['go1.22.3 X:boringcrypto', ['stdlib@1.22.3']],
    ['go1.21rc2', ['stdlib@1.21rc2']],
    ['go1.19.13-vendor', ['stdlib@1.19.13']],
    ['go1.20', ['stdlib@1.20']],
    ['devel go1.23-abcdef', []],
    ['go1.22.3.4', []],
  ])('the toolchain %s', ([version, packages]) => {
    expect(packagesOf(read(elfOf([{ name: '.go.buildinfo', bytes: inline(version, '') }])))).toEqual(packages);
  });

  test.for<[string, string]>([
    ['-X main.version=v1.2.3', 'v1.2.3'],
    ["-w -X 'main.Version=1.2.3'", 'v1.2.3'],
    ['-X example.com/tool/pkg/version.gitVersion=v1.29.3-rc.1+k3s1', 'v1.29.3-rc.1+k3s1'],
    ['-X github.com/other/version.Version=1.2.3', ''],
    ['-X main.version=latest', ''],
    ['-X main.commit=1.2.3', ''],
    ['-X example.com/tool/a.Version=1.2.3 -X example.com/tool/b.Version=1.2.4', ''],
  ])('the version given to the linker: %s', ([flags, version]) => {
    const text = `mod\texample.com/tool\t(devel)\t\nbuild\t-ldflags=${JSON.stringify(flags)}\n`;
    expect(packagesOf(read(elfOf([{ name: '.go.buildinfo', bytes: inline('go1.22.3', text) }])))[0]).toBe(`example.com/tool@${version}`);
  });

  test('what is no executable, or none of Go', () => {
    expect(read(elfOf(section), 0o644)).toBe('not its file');
    expect(read(Buffer.alloc(5_000, 'text'))).toBe('not its file');
    expect(read(elfOf([{ name: '.data', bytes: Buffer.alloc(64), isWritable: true }]))).toEqual({});
  });

  test('a list of modules that is cut off makes the scan incomplete', () => {
    expect(() => read(elfOf([{ name: '.go.buildinfo', bytes: info.subarray(0, 33) }]))).toThrow(/damaged/);
  });

  test.for<[string, Buffer]>([
    ['ELF', elfOf([{ name: '.data', bytes: info, isWritable: true }, ...section])],
    ['PE', peOf([{ name: '.data', bytes: info, isWritable: true }])],
    ['Mach-O', universalOf(machOOf([{ name: '__go_buildinfo', bytes: info }]))],
    ['pointers', pointed('go1.17.1', modules, false)],
  ])('damaged bytes of %s give an error or a reading', ([, whole]) => {
    const extreme = fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff);
    const flips = fc.array(fc.tuple(fc.oneof(fc.nat(400), fc.nat(whole.length - 1), fc.integer({ min: whole.length - 400, max: whole.length - 1 })), extreme, fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(flips, fc.option(fc.nat(whole.length)), (changes, length) => {
      const bytes = Buffer.concat([whole, Buffer.alloc(4_200)]).subarray(0, whole.length);
      for (const [at, value, count] of changes) bytes.fill(value, at, Math.min(bytes.length, at + count));
      const given = length === null ? bytes : Buffer.concat([bytes.subarray(0, length), Buffer.alloc(length < 4_200 ? 4_200 : 0)]);
      const outcome = attempt(() => read(given));
      expect(outcome === 'read' || outcome.startsWith('The build information')).toBe(true);
    }), { numRuns: 300 });
  });
});

function attempt(act: () => unknown): string {
  try {
    act();
    return 'read';
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
}

const esbuild = join(import.meta.dirname, '../../../../node_modules/@esbuild/linux-x64/bin/esbuild');
describe.skipIf(!existsSync(esbuild))('the program that bundles the web (skipped where it is not installed)', () => {
  test('is of Go, and uses one module', () => {
    const packages = packagesOf(read(readFileSync(esbuild)));
    expect(packages).toContain('golang.org/x/sys@v0.0.0-20220715151400-c0bba94af5f8');
    expect(packages).toContain('github.com/evanw/esbuild@');
  });
});

describe('go.mod', () => {
  const mod = (text: string, sum?: string) =>
    packagesOf(readingOf(goMod, { path: 'app/go.mod', bytes: text, ...(sum !== undefined && { companions: { 'app/go.sum': sum } }) }));

  test('requirements as replaced and excluded, and the toolchain', () => {
    const text = `
      module "example.com/app" // the project
      go 1.21
      toolchain go1.22.3
      require example.com/single v1.0.0
      require (
        github.com/a/direct v1.2.3
        github.com/b/indirect v0.0.0-20211111083644-e5c967477495 // indirect
        "github.com/c/forked" v1.0.0
        github.com/c/other v1.0.0
        github.com/d/local v1.0.0
        github.com/e/excluded v1.0.0
      )
      exclude github.com/e/excluded v1.0.0
      replace (
        github.com/c/forked v1.0.0 => github.com/fork/forked v1.0.1
        github.com/c/other v9.9.9 => github.com/fork/other v1.0.1
      )
      replace github.com/d/local => ./local
      retract v0.9.0`;
    expect(mod(text)).toEqual([
      'example.com/single@v1.0.0', 'github.com/a/direct@v1.2.3', 'github.com/b/indirect@v0.0.0-20211111083644-e5c967477495',
      'github.com/fork/forked@v1.0.1', 'github.com/c/other@v1.0.0', 'github.com/d/local@', 'stdlib@1.22.3',
    ]);
  });

  test.for<[string, string[]]>([
    ['go 1.16', ['example.com/a@v1.0.0', 'example.com/b@v1.10.0']],
    ['', ['example.com/a@v1.0.0', 'example.com/b@v1.10.0']],
    ['go 1.17', ['example.com/a@v1.0.0']],
    ['go 1.21.4', ['example.com/a@v1.0.0']],
  ])('go.sum counts before Go 1.17 only: %s', ([go, packages]) => {
    const sum = 'example.com/a v1.1.0 h1:x=\nexample.com/b v1.9.0 h1:x=\nexample.com/b v1.10.0 h1:x=\nexample.com/b v1.10.0/go.mod h1:x=\n';
    expect(mod(`module m\n${go}\nrequire example.com/a v1.0.0\n`, sum)).toEqual(packages);
  });

  test('very many lines take no longer than their number', () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `require a.b/m${i} v1.0.0\nexclude a.b/x${i} v1.0.0\nreplace a.b/y${i} => ./y`);
    const start = performance.now();
    expect(mod(lines.join('\n'))).toHaveLength(50_000);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  test('copies of other projects are not looked at', () => {
    for (const path of ['app/vendor/x/go.mod', 'root/go/pkg/mod/github.com/a/b@v1.0.0/go.mod', 'app/testdata/go.mod']) expect(readingOf(goMod, { path, bytes: 'module m' })).toBe('not its file');
  });

  test('any text gives a reading', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom('require (', ')', 'replace a =>', '=> b', 'go', 'toolchain go1.1', 'exclude', '//', '"'), fc.string())), (lines) => {
      expect(readingOf(goMod, { path: 'go.mod', bytes: lines.join('\n') })).toBeTypeOf('object');
    }), { numRuns: 200 });
  });
});
