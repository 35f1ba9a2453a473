/** Where a line and column (from 1) stand in a text, to the end of that line. */
export function placeOf(text: string, line: number, column: number): { start: number; end: number } {
  let from = 0;
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf('\n', from);
    if (next === -1) break;
    from = next + 1;
  }
  const found = text.indexOf('\n', from);
  const end = found === -1 ? text.length : found;
  return { start: Math.min(from + Math.max(0, column - 1), end), end };
}

export const linesIn = (text: string): number => {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};
