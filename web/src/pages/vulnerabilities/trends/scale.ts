/** A round top of a scale that has at least `most`, and the lines below it: 1, 2 or 5 times a power of ten apart, at most `lines`. */
export function scaleTo(most: number, lines = 4): { top: number; steps: number[] } {
  const least = Math.max(1, most) / lines;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= least) ?? power * 10);
  const count = Math.max(1, Math.ceil(Math.max(1, most) / step));
  return { top: count * step, steps: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

/** An SVG path through values side by side over a width, as steps: a count holds for its whole day. */
export function stepPath(values: readonly number[], width: number, height: number, top: number): string {
  if (values.length === 0 || width <= 0) return '';
  const x = (index: number) => Math.round((index * width) / values.length);
  const y = (value: number) => Math.round((height - (value / top) * height) * 10) / 10;
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(value)}H${x(index + 1)}`).join('');
}
