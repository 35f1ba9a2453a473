/**
 * Orders kernel releases (`6.1.0-37-amd64`, `5.14.0-427.13.1.el9_4.x86_64`) as `sort -V` does: runs of digits as numbers, the rest as
 * text. Kernel releases have neither epochs nor tildes, so no distribution's own order is needed.
 */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [x = '', y = ''] = [left[index], right[index]];
    if (x === y) continue;
    const [n, m] = [Number(x), Number(y)];
    if (x !== '' && y !== '' && Number.isFinite(n) && Number.isFinite(m)) return n - m;
    return x < y ? -1 : 1;
  }
  return 0;
}

const partsOf = (release: string): string[] => release.slice(0, 256).match(/\d+|\D+/g) ?? [];
