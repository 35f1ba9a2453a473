import { fields, fieldsIf, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';
import { readYaml } from '../read/yaml/index.ts';
import { nameAndRest } from './name.ts';
import type { YarnEntry } from './yarn-entry.ts';

/**
 * yarn.lock of Yarn 2 and later: YAML, each entry with the `resolution` that was chosen: `chalk@npm:5.0.0`, `x@workspace:packages/x`,
 * `resolve@patch:resolve@npm%3A1.22.0#…` (the same package, with the project's own changes), `y@https://…/y.git#commit=…`.
 * @throws {Error} where it is something else.
 */
export function readBerry(bytes: Uint8Array): YarnEntry[] {
  const lock = fieldsIf(readYaml(bytes)[0]);
  if (!lock) throw new Error('This yarn.lock holds no entries.');
  return Object.entries(lock)
    .filter(([key]) => key !== '__metadata')
    .map(([key, value]) => entryOf(key, fields(value)));
}

function entryOf(key: string, entry: Fields): YarnEntry {
  const { name, rest } = nameAndRest(text(entry.resolution));
  return {
    asked: key.split(', '),
    name,
    version: text(entry.version),
    from: rest.startsWith('patch:') ? 'npm:' : rest,
    needs: ['dependencies', 'optionalDependencies'].flatMap((kind) => Object.entries(fields(entry[kind])).map(([needed, range]): [string, string] => [needed, text(range)])),
  };
}
