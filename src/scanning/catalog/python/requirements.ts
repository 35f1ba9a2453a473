import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { inFolder } from '../read/place.ts';
import { linesOf, shown, textOf } from '../read/text.ts';
import { pythonName } from './name.ts';

/**
 * pip's requirements files, where they say an exact version. Inside an installed package they are its data.
 * Source: https://pip.pypa.io/en/stable/reference/requirements-file-format/, PEP 508, PEP 440.
 */
export const requirements: Cataloguer = {
  id: 'python-requirements',
  evidence: 'declared',
  wants: ({ name, path }) => name.startsWith('requirements') && name.endsWith('.txt') && !inFolder(path, 'site-packages') && !inFolder(path, 'dist-packages') && !inFolder(path, 'node_modules'),
  maxBytes: 8 << 20,
  read(file) {
    const found = gather('pypi');
    const dev = /^requirements[-_.](?:dev|develop|development|tests?|testing|lint|docs)[-_.]/.test(file.name);
    const loose: string[] = [];
    let options = 0;
    for (const line of logicalLines(textOf(file.bytes))) {
      if (line.startsWith('-')) {
        if (/^(?:-r|-c|-e|--requirement|--constraint|--editable)/.test(line)) options += 1;
        continue;
      }
      const pinned = readRequirement(line);
      if (pinned && pinned.version !== '') found.add({ ...pinned, dev });
      else loose.push(pinned?.name ?? line.slice(0, 40));
    }
    if (options > 0) found.warn(`${options} ${options === 1 ? 'line refers' : 'lines refer'} to other files or projects (-r, -c, -e), which are not followed.`);
    if (loose.length > 0) found.warn(`${loose.length} ${loose.length === 1 ? 'requirement names' : 'requirements name'} no exact version: ${loose.slice(0, 5).map(shown).join(', ')}${loose.length > 5 ? ', …' : ''}.`);
    return found.reading();
  },
};

/** Lines without comments, put together where a backslash continues them; empty ones left out. */
function logicalLines(text: string): string[] {
  const found: string[] = [];
  let parts: string[] = [];
  for (const raw of linesOf(text)) {
    const comment = raw.startsWith('#') ? 0 : raw.search(/\s#/);
    const line = comment < 0 ? raw : raw.slice(0, comment);
    const continues = line.endsWith('\\');
    parts.push(continues ? line.slice(0, -1) : line);
    if (continues) continue;
    found.push(parts.join('').trim());
    parts = [];
  }
  found.push(parts.join('').trim());
  return found.filter((line) => line !== '');
}

/**
 * `name[extra] == 1.0 ; marker --hash=…` with its exact version, empty where there is none; undefined where it is no requirement by name
 * (a path, an archive).
 */
export function readRequirement(line: string): { name: string; version: string } | undefined {
  const whole = line.slice(0, 2_000);
  const name = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/.exec(whole)?.[0];
  if (name === undefined) return undefined;
  const behind = whole.slice(name.length).replace(/^\s*\[[^\]]*\]/, '').trim();
  if (behind !== '' && !/^[=<>!~(;@-]/.test(behind)) return undefined;
  const specifiers = (behind.split(/;|\s--/, 1)[0] ?? '').trim().replace(/^\((.*)\)$/, '$1');
  const exact = specifiers.split(',').map((each) => /^\s*===?\s*([A-Za-z0-9._+!-]+)\s*$/.exec(each)?.[1]).find((version) => version !== undefined);
  return { name: pythonName(name), version: specifiers.startsWith('@') ? '' : (exact ?? '') };
}
