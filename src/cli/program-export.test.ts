import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exported, summary } from '../../test/support/exports.ts';
import { programExport } from './program-export.ts';

let folder = '';
let told = '';
let server: Server | undefined;
const inFolder = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glacis-export-'));
  told = '';
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation((text) => { told += String(text); return true; });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs it as typed; gives the exit code of the command, or what it threw. */
async function run(...words: string[]): Promise<unknown> {
  const command = new Command().exitOverride();
  programExport(command);
  for (const one of command.commands) one.exitOverride();
  process.exitCode = 0;
  try {
    await command.parseAsync(words, { from: 'user' });
    return process.exitCode;
  } catch (error) {
    return error;
  }
}

/** A server that gives these bytes, whoever asks. */
async function serving(bytes: Buffer, { whole = true } = {}): Promise<void> {
  const made = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/gzip' });
    response.write(bytes, () => void (whole ? response.end() : response.destroy()));
  });
  server = made;
  await new Promise<void>((resolve) => { made.listen(0, '127.0.0.1', resolve); });
  const address = made.address();
  vi.stubEnv('GLACIS_URL', `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
  vi.stubEnv('GLACIS_TOKEN', 'x');
}

test('an archive is checked by the key that is trusted: 0 sound, 3 of a key that is not, 4 tampered with, 2 for what is not there', async () => {
  const archive = await exported();
  writeFileSync(inFolder('sound.tar.gz'), gzipSync(archive));
  expect(await run('verify', inFolder('sound.tar.gz'), '--trust', `sha256:${summary.rootKeyId.toUpperCase()}`)).toBe(0);
  expect(told).toContain('sound: Ours, for acme/cloud');
  expect(told).toContain('1 of 2 observations that decisions name are not in it');
  expect(await run('verify', inFolder('sound.tar.gz'), '--trust', 'ab'.repeat(32))).toBe(3);
  archive.writeUInt8(archive.readUInt8(600) ^ 1, 600);
  writeFileSync(inFolder('tampered.tar.gz'), gzipSync(archive));
  expect(await run('verify', inFolder('tampered.tar.gz'), '--trust', summary.rootKeyId)).toBe(4);
  writeFileSync(inFolder('cut.tar.gz'), gzipSync(await exported()).subarray(0, 900));
  expect(await run('verify', inFolder('cut.tar.gz'), '--trust', summary.rootKeyId)).toBe(4);
  writeFileSync(inFolder('text.tar.gz'), 'no archive');
  expect(await run('verify', inFolder('text.tar.gz'), '--trust', summary.rootKeyId)).toBe(4);
  expect(await run('verify', inFolder('nothing.tar.gz'), '--trust', summary.rootKeyId)).toMatchObject({ code: 'invalid', exit: 2 });
  expect(await run('verify', inFolder('sound.tar.gz'))).toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
});

test('what a server gives is checked before it has its name; what is broken off or changed on the way is not kept', async () => {
  const sound = gzipSync(await exported());
  await serving(sound);
  expect(await run('export', inFolder('a.tar.gz'))).toBe(0);
  expect(readFileSync(inFolder('a.tar.gz')).equals(sound)).toBe(true);
  expect(told).toContain(`--trust ${summary.rootKeyId}`);
  expect(await run('export', inFolder('a.tar.gz'))).toMatchObject({ code: 'conflict' });
  server?.close();
  for (const [bytes, whole] of [[sound.subarray(0, 1_500), true], [sound.subarray(0, 1_500), false], [gzipSync(await exported((files) => void files.splice(0, 1))), true]] as const) {
    await serving(bytes, { whole });
    expect(await run('export', inFolder('b.tar.gz'))).toBeInstanceOf(Error);
    server?.close();
  }
  expect(readdirSync(folder)).toEqual(['a.tar.gz']);
});
