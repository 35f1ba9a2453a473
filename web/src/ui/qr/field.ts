/** Arithmetic of GF(256) with the polynomial x⁸+x⁴+x³+x²+1 (ISO/IEC 18004, 7.5.2). */
const exponents = new Uint8Array(512);
const logarithms = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  exponents[power] = value;
  exponents[power + 255] = value;
  logarithms[value] = power;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}

export const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : (exponents[(logarithms[a] ?? 0) + (logarithms[b] ?? 0)] ?? 0));

/** 2 to a power. */
export const power = (of: number): number => exponents[of % 255] ?? 0;

/** The Reed-Solomon generator of a degree, without its leading 1. */
function generator(degree: number): Uint8Array {
  const result = new Uint8Array(degree);
  result[degree - 1] = 1;
  for (let root = 0; root < degree; root += 1) {
    for (let at = 0; at < degree; at += 1) result[at] = times(result[at] ?? 0, power(root)) ^ (result[at + 1] ?? 0);
  }
  return result;
}

/** The codewords that correct errors in a block. */
export function correction(block: readonly number[], degree: number): number[] {
  const divisor = generator(degree);
  const rest = new Uint8Array(degree);
  for (const word of block) {
    const factor = word ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[degree - 1] = 0;
    for (let at = 0; at < degree; at += 1) rest[at] = (rest[at] ?? 0) ^ times(divisor[at] ?? 0, factor);
  }
  return [...rest];
}
