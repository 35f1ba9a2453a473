import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = join(import.meta.dirname, '../../../web/dist/assets');
const WEIGHTS = [400, 600] as const;

/** The fonts of the web application, which this server serves; none where it is not built, and the page takes the reader's own. */
export function fontFaces(folder = BUILT): string {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    return '';
  }
  return WEIGHTS.flatMap((weight) => {
    const file = files.find((name) => new RegExp(`^ibm-plex-sans-latin-${weight}-normal-[\\w-]+\\.woff2$`).test(name));
    return file === undefined ? [] : [`@font-face{font-family:"IBM Plex Sans";font-weight:${weight};font-display:swap;src:url(/assets/${file}) format("woff2")}\n`];
  }).join('');
}
