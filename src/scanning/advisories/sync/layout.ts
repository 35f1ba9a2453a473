import { errors } from '../../../kernel/errors.ts';
import { rootOf } from '../../match/packages/names.ts';
import { ECOSYSTEMS } from './public.ts';
import type { Source } from './source.ts';

/** Where in a source the directories of ecosystems are, and which of them are wanted. */
export type Layout = { prefix: '' | 'osv/'; names: readonly string[] };

/**
 * Finds the directories: at the top, as in the bucket, or below `osv/`.
 * @param asked only these, by name (`npm`, `Debian:12`); all that scans find when undefined.
 * @throws {GlacisError} `advisory_source` where there are none, or one that was asked for is not there; `invalid` for a name
 * that cannot be one.
 */
export async function findLayout(source: Source, asked: readonly string[] | undefined): Promise<Layout> {
  for (const name of asked ?? []) if (!/^[\w. -]+(?::[\w. :-]+)?$/.test(name) || name.startsWith('.')) throw errors.invalid({ what: `${name} is no name of an ecosystem.` });
  const named = asked?.map((name) => ECOSYSTEMS.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name);
  const wanted = named && [...new Set(named)];
  const top = await source.list('');
  return top === undefined ? probed(source, wanted) : listed(source, top, wanted);
}

async function listed(source: Source, top: NonNullable<Awaited<ReturnType<Source['list']>>>, wanted: readonly string[] | undefined): Promise<Layout> {
  const prefix = top.some(({ name, isDirectory }) => isDirectory && name === 'osv') ? 'osv/' : '';
  const directories = new Set(((await source.list(prefix)) ?? []).filter(({ isDirectory }) => isDirectory).map(({ name }) => name));
  const candidates = wanted ?? [...directories].filter((name) => isMatched(name) && !isPartOfAnother(name, directories));
  const names: string[] = [];
  for (const name of candidates) if (await source.has(`${prefix}${name}/all.zip`)) names.push(name);
  return checked(source, { prefix, names }, wanted);
}

/** A server lists nothing: the first directory that it has says where they are. */
async function probed(source: Source, wanted: readonly string[] | undefined): Promise<Layout> {
  const names = wanted ?? ECOSYSTEMS;
  if (source.isLive) return { prefix: '', names };
  for (const name of names) {
    for (const prefix of ['', 'osv/'] as const) if (await source.has(`${prefix}${name}/all.zip`)) return { prefix, names };
  }
  return checked(source, { prefix: '', names: [] }, wanted);
}

function checked(source: Source, layout: Layout, wanted: readonly string[] | undefined): Layout {
  const missing = wanted?.filter((name) => !layout.names.includes(name)) ?? [];
  if (missing.length > 0) throw absent(source, missing.join(', '));
  if (layout.names.length === 0) throw errors.advisorySource({ what: source.name, reason: 'it has neither <Ecosystem>/all.zip nor osv/<Ecosystem>/all.zip.' });
  return layout;
}

/** An ecosystem that was asked for is not there. */
export const absent = (source: Source, what: string) => errors.advisorySource({ what: `${what} of ${source.name}`, reason: 'there is no all.zip.' });

const isMatched = (name: string): boolean => ECOSYSTEMS.includes(rootOf(name));

/** `Debian:12` beside `Debian`, which has its records too. */
const isPartOfAnother = (name: string, directories: ReadonlySet<string>): boolean => name.includes(':') && directories.has(rootOf(name));
