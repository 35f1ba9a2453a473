import { portOf } from '../address.ts';

/**
 * Reads `ADDRESS port N` at the end of a text, whatever stands before it: names are hostile and may hold anything, the end is the
 * program's own.
 * @returns the address, the port, and where the address begins; null when the text does not end so.
 */
export function addressAndPort(text: string): { address: string; port: number; at: number } | null {
  const portAt = text.lastIndexOf(' port ');
  if (portAt < 0) return null;
  const port = portOf(text.slice(portAt + 6));
  if (port < 0) return null;
  const at = text.lastIndexOf(' ', portAt - 1) + 1;
  return { address: text.slice(at, portAt), port, at };
}

/** The text without ` [preauth]` and the like at its end. */
export function withoutSuffix(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}
