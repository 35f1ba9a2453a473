/**
 * What may stand in a slot of a pattern: names and numbers so plain that every reader takes them for what they are, and writes them as
 * they stand. Anything else (a name with a space, an address of IPv6, a number with a leading zero) makes the line no line of the shape.
 */
export const SLOT_KINDS = ['name', 'host', 'ip', 'port', 'few', 'number'] as const;
export type SlotKind = (typeof SLOT_KINDS)[number];

/** `SlotKind` as a number, so that the choice is a jump. */
const NAME = SLOT_KINDS.indexOf('name');
const HOST = SLOT_KINDS.indexOf('host');
const IP = SLOT_KINDS.indexOf('ip');
const PORT = SLOT_KINDS.indexOf('port');
const FEW = SLOT_KINDS.indexOf('few');

const LONGEST_NAME = 64;
const LONGEST_HOST = 200;

/** Where the value that begins at `at` ends; -1 where there is none of the kind (its place in SLOT_KINDS). */
export function slotEnd(kind: number, bytes: Uint8Array, at: number, end: number): number {
  switch (kind) {
    case NAME: return nameEnd(bytes, at, Math.min(end, at + LONGEST_NAME + 1), LONGEST_NAME);
    case HOST: return hostEnd(bytes, at, end);
    case IP: return ipEnd(bytes, at, end);
    case PORT: return numberEnd(bytes, at, end, 65_535);
    case FEW: return bytes[at] === 0x30 ? -1 : numberEnd(bytes, at, end, 99_999);
    default: return numberEnd(bytes, at, end, 999_999_999);
  }
}

/** A value of the kind that is found again in what a reader made of its line; `nth` tells slots of a line apart. */
export function specimenOf(kind: SlotKind, nth: number): string {
  switch (kind) {
    case 'name': return `slot${nth}-name`;
    case 'host': return `slot${nth}.host.example`;
    case 'ip': return `198.51.100.${230 + nth}`;
    case 'port': return String(61_000 + nth);
    case 'few': return String(77_100 + nth);
    case 'number': return String(777_000_100 + nth);
  }
}

/** Letters, digits and `_ - .`, as many as there are, at most `longest`. */
function nameEnd(bytes: Uint8Array, at: number, end: number, longest: number): number {
  let i = at;
  while (i < end && IS_NAME[bytes[i] ?? 0] === 1) i++;
  return i > at && i - at <= longest ? i : -1;
}

/** A name with a letter in it: never an address. */
function hostEnd(bytes: Uint8Array, at: number, end: number): number {
  const stop = nameEnd(bytes, at, Math.min(end, at + LONGEST_HOST + 1), LONGEST_HOST);
  for (let i = at; i < stop; i++) if (((bytes[i] ?? 0) | 0x20) >= 0x61) return stop;
  return -1;
}

/** An address of IPv4 in its one form. */
function ipEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0 && bytes[i++] !== 0x2e) return -1;
    i = numberEnd(bytes, i, end, 255);
    if (i < 0) return -1;
  }
  return i;
}

/** A whole number up to `most`, as a computer writes it. */
export function numberEnd(bytes: Uint8Array, at: number, end: number, most: number): number {
  let value = 0;
  let i = at;
  for (; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    if (value > most) return -1;
  }
  return i === at || (bytes[at] === 0x30 && i - at > 1) ? -1 : i;
}

/** Letters, digits and `- . _`, by their codes: 1. */
export const IS_NAME: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => (code < 0x80 && /[A-Za-z0-9_.-]/.test(String.fromCharCode(code)) ? 1 : 0));
