/** What a go.mod file says (https://go.dev/ref/mod#go-mod-file). */
export type ModFile = {
  /** Of the `go` directive: `1.21`, `1.22.3`. */
  go: string;
  /** Of the `toolchain` directive: `go1.22.3`. */
  toolchain: string;
  requires: readonly Required[];
  excludes: readonly Required[];
  replaces: readonly { path: string; version: string; by: Required }[];
};
type Required = { path: string; version: string };

/** Reads a go.mod file; lines that are none of its grammar say nothing. */
export function parseModFile(text: string): ModFile {
  const found = { go: '', toolchain: '', requires: [] as Required[], excludes: [] as Required[], replaces: [] as ModFile['replaces'][number][] };
  let block = '';
  for (const line of text.split(/\r?\n/u)) {
    const words = wordsOf(line);
    if (words[0] === ')') block = '';
    else if (words[1] === '(' && words.length === 2) block = words[0] ?? '';
    else if (words.length > 0) directive(found, block === '' ? words : [block, ...words]);
  }
  return found;
}

type Writable = { go: string; toolchain: string; requires: Required[]; excludes: Required[]; replaces: ModFile['replaces'][number][] };

function directive(found: Writable, [verb, ...args]: readonly string[]): void {
  const [path = '', version = ''] = args;
  if (verb === 'go') found.go = path;
  else if (verb === 'toolchain') found.toolchain = path;
  else if (verb === 'require') found.requires.push({ path, version });
  else if (verb === 'exclude') found.excludes.push({ path, version });
  else if (verb === 'replace') {
    const arrow = args.indexOf('=>');
    const [by = '', byVersion = ''] = args.slice(arrow + 1);
    if (arrow > 0 && by !== '') found.replaces.push({ path, version: arrow > 1 ? version : '', by: { path: by, version: byVersion } });
  }
}

/** Words of a line without its comment. Paths may be quoted; nothing in them is escaped in practice. */
function wordsOf(line: string): string[] {
  const comment = /(?:^|\s)\/\//u.exec(line);
  const code = comment ? line.slice(0, comment.index) : line;
  return code
    .replace(/\(/gu, ' ( ')
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => (/^(?:"[^"]*"|`[^`]*`)$/u.test(word) ? word.slice(1, -1) : word));
}

/** Module and version of each line of a go.sum file, the last stated version of each: lines are sorted by version. */
export function parseSumFile(text: string): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [path, version, hash] = line.trim().split(/\s+/u);
    if (path !== undefined && version !== undefined && hash?.startsWith('h1:')) versions.set(path, version.replace(/\/go\.mod$/u, ''));
  }
  return versions;
}
