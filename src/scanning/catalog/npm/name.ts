/** A name of npm as purl has it: `@babel/core` → namespace `@babel`, name `core`. */
export function npmName(name: string): { namespace?: string; name: string } {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return slash < 0 ? { name } : { namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** Parts `name@rest`, `@scope/name@rest`; the rest is empty where there is none. */
export function nameAndRest(text: string): { name: string; rest: string } {
  const at = text.indexOf('@', 1);
  return at < 0 ? { name: text, rest: '' } : { name: text.slice(0, at), rest: text.slice(at + 1) };
}

/**
 * Where a dependency comes from, told by its specifier or resolution:
 * `registry` a version or range, also behind `npm:` and another name (an alias); `own` a folder of the project (a workspace, a link),
 * which is no published package; `elsewhere` a git repository or an archive, whose version only it knows.
 */
export function originOf(specifier: string): 'registry' | 'own' | 'elsewhere' {
  if (/^(?:link|workspace|portal|root):/.test(specifier)) return 'own';
  if (specifier.startsWith('file:')) return /\.(?:tgz|tar|tar\.gz)(?:[#:?]|$)/.test(specifier.slice(0, 4_096)) ? 'elsewhere' : 'own';
  if (specifier.startsWith('npm:')) return 'registry';
  return /[:/]/.test(specifier) ? 'elsewhere' : 'registry';
}

/** `npm:other@1.0.0` → other and 1.0.0; `npm:1.0.0` (Yarn) → the given name. */
export function aliased(name: string, specifier: string): { name: string; version: string } {
  if (!specifier.startsWith('npm:')) return { name, version: specifier };
  const target = specifier.slice(4);
  if (/^[\d^~<>=*v]/.test(target)) return { name, version: target };
  const { name: other, rest } = nameAndRest(target);
  return { name: other, version: rest };
}
