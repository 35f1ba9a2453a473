import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Command } from 'commander';
import { errors } from '../kernel/errors.ts';
import { readTar, type Entry } from '../kernel/tar.ts';
import { checkExport, keysOfExport } from '../program/offline.ts';
import { apiClient } from './client.ts';
import { note, plain, print, printJson } from './output.ts';

type Options = { from?: string; to?: string; overwrite?: boolean; json?: boolean };

/** Exit codes of a check. */
const EXIT = { sound: 0, untrusted: 3, tampered: 4 } as const;

/** `glacis program export` and `verify`. */
export const programExport = (command: Command): void => {
  command.command('export').description('take an archive for auditors: programs, evidence, decisions, exceptions, reports, all of it signed')
    .argument('<file>', 'where to put it, such as glacis-2026.tar.gz')
    .option('--from <time>', 'RFC 3339; a year before the end where it is left out').option('--to <time>', 'RFC 3339; now where it is left out')
    .option('--overwrite', 'replace the file when it is there').option('--json', 'print JSON')
    .action(async (given: string, { from, to, overwrite = false, json = false }: Options) => {
      const file = resolve(given);
      if (existsSync(file) && !overwrite) throw errors.conflict({ what: `${given} is there already: --overwrite replaces it.` });
      const query = new URLSearchParams({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
      const response = await apiClient().fetch(`/api/v1/program/export?${query.toString()}`);
      const draft = `${file}.partial`;
      try {
        await rm(draft, { force: true });
        await pipeline(Readable.fromWeb(response.body ?? new ReadableStream()), createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }));
        const root = await rootOf(draft);
        // The server that gave it is believed about its own first key here; whoever checks later must know it.
        const checked = await checkExport(filesIn(draft), new Set([root]));
        if (checked.is !== 'sound') throw errors.exportBroken({ file: given, reason: checked.words });
        await rename(draft, file);
        if (json) return printJson({ file, summary: checked.summary, files: checked.files, found: checked.found });
        print(`${plain(given)}: ${checked.files} files, ${checked.found.decisions} decisions of ${checked.found.gates} gates`);
        for (const left of checked.summary.leftOut) note(plain(`left out: ${left}`));
        note(`To check it anywhere: glacis program verify ${plain(given)} --trust ${root}`);
      } finally {
        await rm(draft, { force: true });
      }
    });

  command.command('verify').description('check an archive without asking anybody: exit code 0 sound, 3 not by a key that you trust, 4 tampered with')
    .argument('<file>', 'as exported')
    .requiredOption('--trust <keyid...>', 'sha256 of the first key, known from elsewhere').option('--json', 'print JSON')
    .action(async (given: string, { trust, json = false }: { trust: string[]; json?: boolean }) => {
      const file = resolve(given);
      if (!existsSync(file)) throw errors.invalid({ what: `${given} is not there.` });
      const checked = await checkExport(filesIn(file), new Set(trust.map((id) => id.replace(/^sha256:/, '').toLowerCase())));
      process.exitCode = EXIT[checked.is];
      if (json) return printJson(checked);
      if (checked.is !== 'sound') return print(plain(`${checked.is}: ${checked.words}`));
      const { summary, files, found } = checked;
      print(plain(`sound: ${summary.program.title}, for ${summary.program.subject}, from ${summary.from} to ${summary.to}`));
      print(`${files} files; ${found.decisions} decisions of ${found.gates} gates, ${found.open} of them open; ${found.statements} statements from outside`);
      if (found.evidence.here < found.evidence.named) print(`${found.evidence.named - found.evidence.here} of ${found.evidence.named} observations that decisions name are not in it: they were no longer kept`);
      if (found.programs.here < found.programs.named) print(`${found.programs.named - found.programs.here} of ${found.programs.named} programs that decisions name are not in it`);
      for (const left of summary.leftOut) print(plain(`left out: ${left}`));
    });
};

/** The files of an archive, one after the other. */
async function* filesIn(file: string): AsyncGenerator<Entry, void, undefined> {
  const source = createReadStream(file);
  const plainBytes = createGunzip();
  const reading = pipeline(source, plainBytes);
  reading.catch(() => {});
  try {
    yield* readTar(plainBytes);
    await reading;
  } finally {
    source.destroy();
    plainBytes.destroy();
  }
}

/** The first key that an archive names. */
async function rootOf(file: string): Promise<string> {
  try {
    for await (const { name, body } of filesIn(file)) if (name === 'decisions/keys.json') return keysOfExport(body)?.rootKeyId ?? '';
  } catch {
    // Whatever is wrong with it is told by the check.
  }
  return '';
}
