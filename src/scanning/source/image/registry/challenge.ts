/** One challenge of a WWW-Authenticate header (RFC 9110, section 11). */
export type Challenge = { scheme: string; parameters: ReadonlyMap<string, string> };

const PART = /\s*(?:([A-Za-z][\w-]*)\s+(?=[\w-]+\s*=)|([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))\s*,?|([A-Za-z][\w-]*)\s*(?:,|$)|,)/y;

/** Reads what a registry asks for; what is not of the form ends the reading. */
export function challenges(header: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  const text = header.slice(0, 8_192);
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (!part) break;
    const [, scheme, name, quoted, plain, bare] = part;
    if (scheme !== undefined || bare !== undefined) found.push({ scheme: (scheme ?? bare ?? '').toLowerCase(), parameters: new Map() });
    else if (name !== undefined) found.at(-1)?.parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return found;
}
