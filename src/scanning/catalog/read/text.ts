const utf8 = new TextDecoder('utf-8');

/**
 * The text of a file that people or tools wrote: UTF-8, or what its byte order mark says (`pip freeze > requirements.txt` of
 * PowerShell writes UTF-16). Broken sequences become U+FFFD; the mark is left out.
 */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return utf8.decode(bytes);
}

/** The lines of a text, without their ends. */
export const linesOf = (text: string): string[] => text.split(/\r?\n/);

/** Whether someone left a conflict of a merge in the file: what it says is then two things at once. */
export const hasConflict = (text: string): boolean => text.startsWith('<<<<<<< ') || text.includes('\n<<<<<<< ');

/** Free text of a stranger (a license) on one line, without control characters, shortened to 200 characters; empty where it is no text. */
export const shown = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 1_000).replaceAll(/[\s\p{C}]+/gu, ' ').trim().slice(0, 200) : '';
