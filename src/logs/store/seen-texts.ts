/** Powers of two: how many texts are remembered at most, and at how many places one is looked for. */
const TEXTS = 4_096;
const LOOKS = 4;
/** Bytes of all texts that are remembered. */
const BYTES = 128 * 1024;

/**
 * Answers for texts by their bytes, Latin-1, what `placeOf` answers for their strings, which are made of the first of equal ones only. It
 * remembers so much and no more, and looks at few places for each: whoever sends texts that all belong at the same ones gains nothing by it.
 */
export function seenTexts(placeOf: (text: string) => number) {
  /** One more than the text's place; 0: none is there. */
  const places = new Uint32Array(TEXTS);
  const starts = new Uint32Array(TEXTS);
  const lengths = new Uint32Array(TEXTS);
  const memory = new Uint8Array(BYTES);
  let used = 0;

  const isAt = (n: number, bytes: Uint8Array, start: number, length: number): boolean => {
    if (lengths[n] !== length) return false;
    const from = starts[n] ?? 0;
    for (let i = 0; i < length; i += 1) if (memory[from + i] !== bytes[start + i]) return false;
    return true;
  };

  return {
    /** The place of the text that stands from `start` to `end`. */
    placeOf(bytes: Buffer, start: number, end: number): number {
      const length = end - start;
      // FNV-1a.
      let hash = 0x811c9dc5;
      for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
      for (let look = 0; look < LOOKS; look += 1) {
        const n = (hash + look) & (TEXTS - 1);
        const known = places[n] ?? 0;
        if (known === 0 && used + length <= BYTES) {
          const place = placeOf(bytes.toString('latin1', start, end));
          memory.set(bytes.subarray(start, end), used);
          places[n] = place + 1;
          starts[n] = used;
          lengths[n] = length;
          used += length;
          return place;
        }
        if (known > 0 && isAt(n, bytes, start, length)) return known - 1;
      }
      return placeOf(bytes.toString('latin1', start, end));
    },

    forget(): void {
      places.fill(0);
      used = 0;
    },
  };
}
