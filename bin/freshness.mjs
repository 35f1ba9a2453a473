// Tells whether something was made from exactly the files that are there now.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const read = (file) => {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
};

export const fileStamp = (file) => createHash('sha256').update(read(file) ?? '').digest('hex');

/** A digest of the names and contents of the files below `places`. */
export function treeStamp(places, wanted = () => true) {
  const hash = createHash('sha256');
  const visit = (place) => {
    let stat;
    try {
      stat = statSync(place);
    } catch {
      return;
    }
    if (stat.isDirectory()) {
      for (const name of readdirSync(place).sort()) visit(join(place, name));
    } else if (wanted(place)) {
      hash.update(place).update('\0').update(readFileSync(place)).update('\0');
    }
  };
  for (const place of places) visit(place);
  return hash.digest('hex');
}

export const isFresh = (mark, stamp) => read(mark)?.toString() === stamp;

export function markFresh(mark, stamp) {
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, stamp);
}
