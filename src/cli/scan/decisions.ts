import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { errors, reasonOf } from '../../kernel/errors.ts';
import { scans, type Decisions } from '../../scanning/index.ts';

/** Files of decisions are written by people or by their tools; larger ones are something else. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Heeded where they lie in the working directory and no other was named. */
const USUAL = ['.trivyignore.yaml', '.trivyignore.yml', '.trivyignore'];

/**
 * The decisions that a scan heeds.
 * @throws {GlacisError} `invalid` where a named file is not there or not understood.
 */
export async function readDecisions({ ignoreFiles, vex }: { ignoreFiles: readonly string[]; vex: readonly string[] }): Promise<Decisions> {
  const { readIgnoreFile, readVex } = await scans();
  const files = ignoreFiles.length > 0 ? ignoreFiles : USUAL.filter((name) => existsSync(name)).slice(0, 1);
  return {
    ignore: await Promise.all(files.map(async (file) => ({ file, rules: readIgnoreFile(await contentOf(file), file) }))),
    vex: await Promise.all(vex.map(async (file) => ({ file, statements: readVex(await contentOf(file), file) }))),
  };
}

async function contentOf(file: string): Promise<string> {
  let size: number;
  try {
    ({ size } = await stat(file));
  } catch (error) {
    throw errors.invalid({ what: `${file} cannot be read: ${reasonOf(error)}` });
  }
  if (size > MAX_BYTES) throw errors.invalid({ what: `${file} has ${size} bytes; a file of decisions has at most ${MAX_BYTES}.` });
  return readFile(file, 'utf8');
}
