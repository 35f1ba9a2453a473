import { compareDigitRuns, compareRuns, endOfDigits, isDigit, isLower } from './characters.ts';
import { MAX_VERSION_LENGTH, type Sign, type VersionOrder } from './order.ts';

/** Kinds of pieces in the order that apk ranks them: what ends later in this list is the lower version. */
const FIRST = 0;
const NUMBER = 1;
const LETTER = 2;
const SUFFIX = 3;
const SUFFIX_NUMBER = 4;
const HASH = 5;
const REVISION = 6;
const END = 7;
const NONE = 8;

/** Suffixes from lowest to highest; the first four make a version older than the plain one. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', 'cvs', 'svn', 'git', 'hg', 'p'];
const BEFORE_PLAIN = 4;

const isHex = (code: number): boolean => isDigit(code) || (code >= 0x61 && code <= 0x66);

/** Walks the pieces of one version: its kind, where its text stands, and a suffix's rank. */
class Pieces {
  readonly text: string;
  kind = FIRST;
  start = 0;
  stop: number;
  suffix = 0;

  constructor(text: string) {
    this.text = text;
    this.stop = endOfDigits(text, 0);
    if (this.stop === 0) this.kind = NONE;
  }

  next(): void {
    const { text } = this;
    let at = this.stop;
    if (at >= text.length) {
      this.kind = END;
      return;
    }
    const code = text.charCodeAt(at);
    const mark = text[at];
    if (isLower(code) && this.kind <= NUMBER) {
      this.take(LETTER, at, at + 1);
    } else if (mark === '.' || isDigit(code)) {
      if (mark === '.' && this.kind > NUMBER) return this.fail();
      if (mark === '.') at++;
      const kind = this.kind <= NUMBER ? NUMBER : this.kind === SUFFIX ? SUFFIX_NUMBER : NONE;
      this.take(kind, at, endOfDigits(text, at));
    } else if (mark === '_' && this.kind <= SUFFIX_NUMBER) {
      let stop = at + 1;
      while (stop < text.length && isLower(text.charCodeAt(stop))) stop++;
      this.suffix = SUFFIXES.indexOf(text.slice(at + 1, stop));
      this.take(this.suffix < 0 ? NONE : SUFFIX, at + 1, stop);
    } else if (mark === '~' && this.kind < HASH) {
      let stop = at + 1;
      while (stop < text.length && isHex(text.charCodeAt(stop))) stop++;
      this.take(HASH, at + 1, stop);
    } else if (mark === '-' && this.kind < REVISION && text[at + 1] === 'r') {
      this.take(REVISION, at + 2, endOfDigits(text, at + 2));
    } else {
      this.fail();
    }
  }

  private take(kind: number, start: number, stop: number): void {
    this.kind = stop > start ? kind : NONE;
    this.start = start;
    this.stop = stop;
  }

  private fail(): void {
    this.kind = NONE;
  }
}

function comparePieces(a: Pieces, b: Pieces): Sign {
  if (a.kind === SUFFIX) return a.suffix === b.suffix ? 0 : a.suffix < b.suffix ? -1 : 1;
  const hasZero = a.text[a.start] === '0' || b.text[b.start] === '0';
  const isText = a.kind === LETTER || a.kind === HASH || (a.kind === NUMBER && hasZero);
  return (isText ? compareRuns : compareDigitRuns)(a.text, a.start, a.stop, b.text, b.start, b.stop);
}

/**
 * Alpine versions, `1.2.3b_rc4_p1~c0ffee-r5`. Source: apk-tools 2.14 and 3 src/version.c.
 * What follows where a version stops being one does not count, as in `apk version -t`.
 */
export const apk: VersionOrder = {
  id: 'apk',
  compare(a, b) {
    if (a === b) return 0;
    const one = new Pieces(a);
    const two = new Pieces(b);
    while (one.kind === two.kind && one.kind < END) {
      const sign = comparePieces(one, two);
      if (sign !== 0) return sign;
      one.next();
      two.next();
    }
    if (one.kind === two.kind) return 0;
    if (one.kind === SUFFIX && one.suffix < BEFORE_PLAIN) return -1;
    if (two.kind === SUFFIX && two.suffix < BEFORE_PLAIN) return 1;
    return one.kind > two.kind ? -1 : 1;
  },
  isValid(version) {
    if (version.length > MAX_VERSION_LENGTH) return false;
    const pieces = new Pieces(version);
    while (pieces.kind < END) pieces.next();
    return pieces.kind === END;
  },
};
