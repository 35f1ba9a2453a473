/** Names of variables that projects set to their version, in the order in which they are believed. */
const VARIABLES = ['main.version', 'main.ver', '.version', '.gitversion', '.buildversion', '.ver'];

/** A version as Go has it, or without its `v`. */
const VERSION = /^v?(?<version>\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.+-]{1,128})?)$/u;

/**
 * The version that a project gave its main module through the linker (`-X 'main.version=1.2.3'`), since `go build` of a
 * checkout knew none before Go 1.24; empty where none is given, or several that differ.
 */
export function statedVersion(flags: string | undefined, modulePath: string): string {
  if (flags === undefined) return '';
  const given = assignments(flags);
  for (const variable of VARIABLES) {
    const versions = new Set(given.filter(({ name }) => names(name, variable, modulePath)).map(({ version }) => version));
    const [only] = versions;
    if (versions.size === 1 && only !== undefined) return only;
    if (versions.size > 1) return '';
  }
  return '';
}

type Assignment = { name: string; version: string };

function assignments(flags: string): readonly Assignment[] {
  return [...flags.slice(0, 65_536).matchAll(/-X[ =](?:'(?<quoted>[^']*)'|"(?<double>[^"]*)"|(?<plain>[^\s'"]+))/gu)].flatMap(({ groups }) => {
    const text = groups?.quoted ?? groups?.double ?? groups?.plain ?? '';
    const equals = text.indexOf('=');
    const version = VERSION.exec(text.slice(equals + 1).trim().replace(/^['"]|['"]$/gu, ''))?.groups?.version;
    return equals <= 0 || version === undefined ? [] : [{ name: text.slice(0, equals).trim(), version: `v${version}` }];
  });
}

/** A variable of the main module itself, not of one that it depends on. */
function names(name: string, variable: string, modulePath: string): boolean {
  const lower = name.toLowerCase();
  if (variable.startsWith('main.')) return lower === variable;
  return lower.endsWith(variable) && (name.startsWith(`${modulePath}/`) || name.startsWith(`${modulePath}.`));
}
