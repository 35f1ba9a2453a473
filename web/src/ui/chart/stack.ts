/** Counts of one bucket. `failure` stands on the ground, where heights are compared most easily. */
export type Stack = { success: number; failure: number; other: number };

const layers = ['failure', 'success', 'other'] as const;
export type Layer = (typeof layers)[number];

/**
 * One SVG path a layer for bars of whole pixels: bucket i stands from i·width/n to the next, less a gap. What is there at all
 * is at least a pixel high.
 */
export function barPaths(buckets: readonly Stack[], width: number, height: number): Record<Layer, string> {
  const most = buckets.reduce((high, bucket) => Math.max(high, bucket.failure + bucket.success + bucket.other), 0);
  const paths: Record<Layer, string> = { failure: '', success: '', other: '' };
  if (most === 0 || width <= 0) return paths;
  const gap = width / buckets.length >= 4 ? 1 : 0;
  buckets.forEach((bucket, index) => {
    const left = Math.round((index * width) / buckets.length);
    const right = Math.max(left + 1, Math.round(((index + 1) * width) / buckets.length) - gap);
    let bottom = height;
    for (const layer of layers) {
      if (bucket[layer] === 0) continue;
      const top = Math.max(0, bottom - Math.max(1, Math.round((bucket[layer] / most) * height)));
      paths[layer] += `M${left} ${bottom}V${top}H${right}V${bottom}Z`;
      bottom = top;
    }
  });
  return paths;
}

/** Puts sparse buckets (`at` in ms) onto an even grid of `interval` from `from` to `to`. */
export function onGrid(sparse: readonly { at: number; stack: Stack }[], from: number, to: number, interval: number): Stack[] {
  const length = Math.max(1, Math.min(2_000, Math.ceil((to - from) / interval)));
  const grid = Array.from({ length }, (): Stack => ({ success: 0, failure: 0, other: 0 }));
  for (const { at, stack } of sparse) {
    const slot = grid[Math.max(0, Math.floor((at - from) / interval))];
    if (slot === undefined) continue;
    slot.success += stack.success;
    slot.failure += stack.failure;
    slot.other += stack.other;
  }
  return grid;
}
