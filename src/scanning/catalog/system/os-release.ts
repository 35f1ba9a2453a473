import type { Distribution } from '../cataloguer.ts';

/** Longer values are none. */
const MAX_VALUE = 512;
const MAX_LINES = 1_000;

/**
 * What an os-release file says of its system; undefined where it has no ID. Source: os-release(5).
 * A pre-release of Alpine is its rolling branch, `edge`.
 */
export function readOsRelease(text: string): Distribution | undefined {
  const values = assignments(text);
  const id = values.get('ID')?.toLowerCase();
  if (!id) return undefined;
  const stated = values.get('VERSION_ID') ?? '';
  const rolling = id === 'alpine' && /_(?:alpha|beta|git)/.test(stated);
  const codename = rolling ? 'edge' : values.get('VERSION_CODENAME') || values.get('UBUNTU_CODENAME');
  const cpe = values.get('CPE_NAME');
  return {
    id,
    version: rolling ? '' : stated,
    ...(codename ? { codename } : {}),
    name: values.get('PRETTY_NAME') || values.get('NAME') || id,
    like: (values.get('ID_LIKE') ?? '').toLowerCase().split(/\s+/).filter((word) => word !== ''),
    ...(cpe ? { cpe } : {}),
  };
}

/** What lsb-release says: systems of Ubuntu's kind without os-release. */
export function readLsbRelease(text: string): Distribution | undefined {
  const values = assignments(text);
  const id = values.get('DISTRIB_ID')?.toLowerCase();
  if (!id) return undefined;
  const codename = values.get('DISTRIB_CODENAME');
  return {
    id,
    version: values.get('DISTRIB_RELEASE') ?? '',
    ...(codename ? { codename } : {}),
    name: values.get('DISTRIB_DESCRIPTION') || id,
    like: id === 'ubuntu' ? ['debian'] : [],
  };
}

/** Shell assignments: `NAME=value`, `NAME="value"`, with backslash before what the shell would take for its own. The last one counts. */
function assignments(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n', MAX_LINES)) {
    const equals = line.indexOf('=');
    if (equals <= 0 || line.length > MAX_VALUE) continue;
    values.set(line.slice(0, equals).trim(), unquoted(line.slice(equals + 1).trim()));
  }
  return values;
}

function unquoted(value: string): string {
  const quote = value[0];
  if ((quote !== '"' && quote !== "'") || value.length < 2 || !value.endsWith(quote)) return value;
  const inner = value.slice(1, -1);
  return quote === '"' ? inner.replaceAll(/\\(?<character>["$`\\])/g, '$<character>') : inner;
}

/** Names that begin the one line of `redhat-release` and its like, and whose they are; longer names before shorter ones. */
const RED_HAT_NAMES: readonly [prefix: string, id: string, like: readonly string[]][] = [
  ['red hat enterprise linux', 'rhel', ['fedora']],
  ['centos', 'centos', ['rhel', 'fedora']],
  ['almalinux', 'almalinux', ['rhel', 'centos', 'fedora']],
  ['rocky linux', 'rocky', ['rhel', 'centos', 'fedora']],
  ['oracle linux', 'ol', ['fedora']],
  ['fedora', 'fedora', []],
  ['amazon linux', 'amzn', ['rhel', 'fedora']],
];

/** `CentOS Linux release 7.9.2009 (Core)`, `Amazon Linux AMI release 2018.03`; undefined where it is of no known system. */
export function readRedHatRelease(text: string): Distribution | undefined {
  const line = firstLine(text);
  const known = RED_HAT_NAMES.find(([prefix]) => line.toLowerCase().startsWith(prefix));
  if (known === undefined) return undefined;
  const [, id, like] = known;
  return { id, version: /\brelease (?<version>[\d.]+)/.exec(line)?.groups?.version ?? '', name: line, like };
}

/** `3.20.3`. */
export function readAlpineRelease(text: string): Distribution | undefined {
  const version = firstLine(text);
  if (!/^\d/.test(version)) return undefined;
  const isRelease = /^\d+(?:\.\d+)*$/.test(version);
  return { id: 'alpine', version: isRelease ? version : '', ...(isRelease ? {} : { codename: 'edge' }), name: `Alpine Linux ${version}`, like: [] };
}

/** `12.7`; `trixie/sid` before a release. */
export function readDebianVersion(text: string): Distribution | undefined {
  const stated = firstLine(text);
  if (stated === '') return undefined;
  const version = /^\d+/.exec(stated)?.[0] ?? '';
  const codename = version === '' ? stated.split('/', 1)[0] : undefined;
  return { id: 'debian', version, ...(codename ? { codename } : {}), name: `Debian GNU/Linux ${stated}`, like: [] };
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').trim().slice(0, MAX_VALUE);
