import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rowOf } from '../../../../test/support/event-row.ts';
import { ocsfValidator } from '../../../../test/support/ocsf.ts';
import { hasShared } from '../../../../test/support/shared.ts';
import { toOcsf } from '../../ocsf/present.ts';
import { createNormalizer } from '../index.ts';
import { sources } from './index.ts';

const normalizer = createNormalizer();
const folder = (id: string): string => join(import.meta.dirname, `${id}.samples`);
const lines = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
/** What nobody else may write is only read where it is named. */
const own = new Set(sources.filter((source) => source.own).map(({ id }) => id));
const formatOf = (id: string): { format: string | null } => ({ format: own.has(id) ? id : null });
const present = (id: string, line: string): Record<string, unknown> => structuredClone(toOcsf(rowOf(normalizer, line, formatOf(id))));

/** What a sample's answer shows: the event without what is the same in every event or depends on the receipt. */
function answer(id: string, line: string): Record<string, unknown> {
  const { raw_data: _raw, category_name: _category, type_name: _type, metadata, ...event } = present(id, line);
  const { uid: _uid, version: _version, processed_time: _processed, log_source: _source, ...kept } = metadata as Record<string, unknown>;
  return { ...event, metadata: kept };
}

describe.for(sources.map(({ id }) => id))('source %s', (id) => {
  const cases = existsSync(folder(id)) ? readdirSync(folder(id)).filter((name) => name.endsWith('.log')).map((name) => name.slice(0, -4)) : [];

  test('has samples', () => {
    expect(cases).not.toEqual([]);
  });

  test.for(cases)('reads %s as its answer says', (name) => {
    const events = lines(join(folder(id), `${name}.log`)).map((line) => answer(id, line));
    const file = join(folder(id), `${name}.json`);
    // UPDATE_GOLDEN=1 writes the answers anew: read the difference before committing it.
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${JSON.stringify(events, null, 2)}\n`);
    expect(events).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  test.for(cases)('reads every line of %s itself', (name) => {
    const all = lines(join(folder(id), `${name}.log`));
    expect(all.map((line) => [line, rowOf(normalizer, line, formatOf(id)).format])).toEqual(all.map((line) => [line, id]));
  });
});

test('a line that looks like one of the audit log of Glacis is not believed to be one', () => {
  const forged = lines(join(folder('glacis-audit'), 'sign-ins.log'));
  const rows = forged.flatMap((line) => [line, `Nov 23 07:33:47 web1 glacis: ${line}`].map((raw) => rowOf(normalizer, raw)));
  expect(rows.filter(({ format }) => format === 'glacis-audit')).toEqual([]);
  expect(rows.map((row) => toOcsf(row).metadata).filter(({ product }) => (product as { name: string }).name === 'Glacis')).toEqual([]);
});

describe.skipIf(!hasShared)('every sample', () => {
  test('is a valid OCSF 1.8 event', () => {
    const validate = ocsfValidator();
    const files = sources.flatMap(({ id }) => readdirSync(folder(id)).filter((file) => file.endsWith('.log')).map((file) => ({ id, file: join(folder(id), file) })));
    const all = files.flatMap(({ id, file }) => lines(file).map((line) => ({ id, line })));
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ id, line }) => validate(present(id, line)).length > 0)).toEqual([]);
  });
});
