import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { errors, reasonOf } from '../../kernel/errors.ts';

/**
 * Writes a whole file or none: a pipeline never finds half a report.
 * @throws {GlacisError} `not_written`.
 */
export function writeWhole(file: string, content: string): void {
  const draft = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(draft, content);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw errors.notWritten({ file, reason: reasonOf(error) });
  }
}
