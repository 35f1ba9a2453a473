/**
 * `name=value` lines of a Java properties file, as Maven writes them: comments with `#` or `!`, white space around names and values
 * dropped, `\` escapes only the character after it.
 */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n|\r/u)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('!')) continue;
    const end = trimmed.search(/[=:]/u);
    if (end > 0) found.set(trimmed.slice(0, end).trim(), trimmed.slice(end + 1).trim().replaceAll(/\\(?<kept>.)/gu, '$<kept>'));
  }
  return found;
}
