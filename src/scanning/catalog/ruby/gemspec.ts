import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { licensesOf } from '../read/licenses.ts';
import { inFolder } from '../read/place.ts';
import { linesOf, textOf } from '../read/text.ts';

/**
 * Installed gems: `specifications/NAME-VERSION.gemspec` (and `specifications/default`), which RubyGems wrote. A gemspec elsewhere is a gem's source.
 * Only what RubyGems writes is read, `s.name = "…".freeze`; a program is never run.
 * Source: rubygems lib/rubygems/specification.rb, to_ruby.
 */
export const gemspec: Cataloguer = {
  id: 'gemspec',
  evidence: 'installed',
  wants: ({ name, path }) => name.endsWith('.gemspec') && inFolder(path, 'specifications'),
  maxBytes: 2 << 20,
  read(file) {
    const fields = assignments(textOf(file.bytes));
    const name = literals(fields.get('name'))[0];
    const version = literals(fields.get('version'))[0];
    if (name === undefined || version === undefined) return { warnings: ['This gemspec of an installed gem does not say its name and version as RubyGems writes them.'] };
    const found = gather('gem');
    found.add({ name, version, licenses: licensesOf([...literals(fields.get('licenses')), ...literals(fields.get('license'))]) });
    return found.reading();
  },
};

/** What is assigned to the block's variable: `s.name = …`, the first of each, within `Gem::Specification.new do |s|`. */
function assignments(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let variable: string | undefined;
  for (const line of linesOf(text)) {
    const start = line.length < 200 ? /^\s*Gem::Specification\.new(?:\(.*\))? do \|(\w+)\|/.exec(line)?.[1] : undefined;
    variable ??= start;
    const trimmed = line.trimStart();
    const dot = `${variable ?? ''}.`;
    const equals = trimmed.indexOf('=');
    if (variable === undefined || !trimmed.startsWith(dot) || equals < 0) continue;
    const name = trimmed.slice(dot.length, equals).trim();
    if (!found.has(name)) found.set(name, trimmed.slice(equals + 1, equals + 10_000).trim());
  }
  return found;
}

/** The strings of a value, without what Ruby would put into them: one with `#{…}` is none. */
const literals = (value: string | undefined): string[] =>
  [...(value ?? '').matchAll(/"([^"\\#]*)"|'([^'\\]*)'|%q<([^>]*)>/g)].map(([, double, single, percent]) => double ?? single ?? percent ?? '');
