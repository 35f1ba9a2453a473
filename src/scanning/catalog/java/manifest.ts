/** The main attributes of a manifest, by lower-case name. */
export type Manifest = ReadonlyMap<string, string>;

const LONGEST_VALUE = 4_096;

/**
 * The main section of a MANIFEST.MF: `Name: value`, long values continued in lines that begin with a space.
 * Source: JAR File Specification, "JAR Manifest".
 */
export function parseManifest(text: string): Manifest {
  const attributes = new Map<string, string>();
  let name = '';
  for (const line of linesOf(text)) {
    if (line === '') {
      if (attributes.size > 0) break;
      continue;
    }
    if (line.startsWith(' ')) {
      const value = attributes.get(name);
      if (value !== undefined && value.length < LONGEST_VALUE) attributes.set(name, value + line.slice(1));
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    name = line.slice(0, colon).toLowerCase();
    attributes.set(name, line.slice(colon + 1).trimStart());
  }
  return attributes;
}

function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    yield text.slice(at, stop).replace(/\r$/u, '');
    at = stop + 1;
  }
}
