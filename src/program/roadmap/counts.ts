/** A comparison of a fact with a number, as conditions that count something are made of. */
export type Count = { fact: string; goal: number; isReached(value: number): boolean };

/** `a.b == 0`, nothing around it. */
const COMPARISON = /^\(?\s*([a-z]+\.[a-z_]+)\s*(==|<=|<|>=|>)\s*(-?\d{1,12}(?:\.\d{1,6})?)\s*\)?$/u;

/**
 * The counts that a condition asks for, where it is nothing but such comparisons that must all hold; undefined for any other
 * condition, whose day no trend can tell. `goal` is the value at which the comparison begins to hold.
 */
export function countsOf(condition: string): Count[] | undefined {
  const counts: Count[] = [];
  for (const part of condition.split('&&')) {
    const [, fact, sign, text] = COMPARISON.exec(part.trim()) ?? [];
    if (fact === undefined || text === undefined) return undefined;
    const number = Number(text);
    // Beyond a whole number is the next one.
    const step = Number.isInteger(number) ? 1 : 0;
    switch (sign) {
      case '==': counts.push({ fact, goal: number, isReached: (value) => value === number }); break;
      case '<=': counts.push({ fact, goal: number, isReached: (value) => value <= number }); break;
      case '>=': counts.push({ fact, goal: number, isReached: (value) => value >= number }); break;
      case '<': counts.push({ fact, goal: number - step, isReached: (value) => value < number }); break;
      case '>': counts.push({ fact, goal: number + step, isReached: (value) => value > number }); break;
      default: return undefined;
    }
  }
  return counts;
}
