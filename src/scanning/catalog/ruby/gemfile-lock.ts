import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { hasConflict, linesOf, textOf } from '../read/text.ts';

/** Sections that list packages from elsewhere; PATH lists the project's own. */
const SOURCES = new Set(['GEM', 'GIT', 'PLUGIN SOURCE']);
const SECTIONS = new Set([...SOURCES, 'PATH', 'PLATFORMS', 'DEPENDENCIES', 'RUBY VERSION', 'BUNDLED WITH', 'CHECKSUMS']);

/**
 * Bundler's lock file: `    rack (2.0.1)` under `specs:`, with a platform behind a hyphen (`nokogiri (1.15.0-x86_64-linux)`); deeper lines are
 * what a gem asks for. Inside an installed gem it is what its authors had. Source: bundler's lockfile_parser.rb.
 */
export const gemfileLock: Cataloguer = {
  id: 'gemfile-lock',
  evidence: 'declared',
  wants: ({ name, path }) => (name === 'Gemfile.lock' || name === 'gems.locked') && !/(?:^|\/)(?:bundler\/gems\/|gems\/[^/]+-\d)/.test(path),
  maxBytes: 8 << 20,
  read(file) {
    const content = textOf(file.bytes);
    if (hasConflict(content)) throw new Error('This lock file has a conflict that nobody resolved: run `bundle install`.');
    const found = gather('gem');
    let section = '';
    let specs = false;
    let known = content.trim() === '';
    for (const line of linesOf(content)) {
      if (line !== '' && !line.startsWith(' ')) {
        section = line.trimEnd();
        specs = false;
        known ||= SECTIONS.has(section);
      } else if (line.startsWith('  ') && line[2] !== ' ') {
        specs = line.trim() === 'specs:';
      } else if (specs && SOURCES.has(section)) {
        const spec = line.length < 1_000 ? /^ {4}([^\s()]+) \(([^\s()-]+)(?:-[^\s()]+)?\)$/.exec(line.trimEnd()) : null;
        if (spec) found.add({ name: spec[1] ?? '', version: spec[2] ?? '' });
      }
    }
    if (!known) throw new Error('This is no lock file of Bundler: it has none of its sections.');
    return found.reading();
  },
};
