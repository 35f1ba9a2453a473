/**
 * The canonical form of an IPv6 address (RFC 5952: lower case, no leading zeros, the longest run of at least two zero groups as `::`);
 * an IPv4-mapped one as the IPv4 address that it is. '' when the text is no address (RFC 4291 section 2.2).
 * Most words that have a colon are none, so refusing is made cheap.
 */
export function canonicalIpv6(text: string): string {
  const groups: number[] = [];
  let gap = -1;
  let i = 0;
  if (text.startsWith('::')) {
    gap = 0;
    i = 2;
  }
  while (i < text.length) {
    if (groups.length === 8) return '';
    const end = endOfHex(text, i);
    const next = text.charCodeAt(end);
    if (next === 0x2e) {
      if (!pushIpv4(text.slice(i), groups)) return '';
      break;
    }
    if (end === i || end - i > 4) return '';
    groups.push(Number.parseInt(text.slice(i, end), 16));
    if (end === text.length) break;
    if (next !== 0x3a) return '';
    i = end + 1;
    if (text.charCodeAt(i) === 0x3a) {
      if (gap >= 0) return '';
      gap = groups.length;
      i++;
    } else if (i === text.length) return '';
  }
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return '';
  if (gap >= 0) groups.splice(gap, 0, ...Array.from({ length: 8 - groups.length }, () => 0));
  return written(groups);
}

function endOfHex(text: string, at: number): number {
  let i = at;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const lower = code | 0x20;
    if (!(code >= 48 && code <= 57) && !(lower >= 0x61 && lower <= 0x66)) break;
  }
  return i;
}

/** The last 32 bits, written as IPv4. */
function pushIpv4(text: string, groups: number[]): boolean {
  const octets = text.split('.');
  if (octets.length !== 4 || groups.length > 6) return false;
  const bytes = octets.map((octet) => (/^(?:0|[1-9]\d{0,2})$/.test(octet) ? Number(octet) : 256));
  const [a = 256, b = 256, c = 256, d = 256] = bytes;
  if (Math.max(a, b, c, d) > 255) return false;
  groups.push(a * 256 + b, c * 256 + d);
  return true;
}

function written(groups: readonly number[]): string {
  if (groups[5] === 0xff_ff && groups.slice(0, 5).every((group) => group === 0)) {
    const [high = 0, low = 0] = groups.slice(6);
    return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  }
  let runAt = -1;
  let run = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (groups[i + length] === 0) length++;
    if (length > run) {
      run = length;
      runAt = i;
    }
    i += length;
  }
  const hex = groups.map((group) => group.toString(16));
  if (runAt < 0) return hex.join(':');
  return `${hex.slice(0, runAt).join(':')}::${hex.slice(runAt + run).join(':')}`;
}
