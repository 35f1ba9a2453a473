import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { errors, reasonOf } from '../../kernel/errors.ts';

/**
 * Writes a whole file or none: a pipeline never finds half a report. What a link leads to is written, not the link; a device or a pipe
 * (`/dev/stdout`) is written to as it is.
 * @throws {GlacisError} `not_written`.
 */
export function writeWhole(file: string, content: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  const at = there ? realpathSync(file) : file;
  const draft = join(dirname(at), `.${randomUUID()}.tmp`);
  try {
    if (there && !there.isFile()) return writeFileSync(file, content);
    writeFileSync(draft, content);
    renameSync(draft, at);
  } catch (error) {
    rmSync(draft, { force: true });
    throw errors.notWritten({ file, reason: reasonOf(error) });
  }
}
