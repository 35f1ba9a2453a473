import { canonicalIpv6 } from './ipv6.ts';

/**
 * An IP address in its one canonical form: IPv4 dotted, IPv6 as RFC 5952 in lower case without a zone, IPv4-mapped IPv6 as IPv4.
 * '' when the text is no address. Octets with a leading zero are refused: readers disagree on what they mean.
 */
export function canonicalIp(text: string): string {
  const length = text.length;
  if (length < 2 || length > 60) return '';
  if (isIpv4(text)) return text;
  if (!text.includes(':')) return '';
  const bare = text.charCodeAt(0) === 0x5b && text.charCodeAt(length - 1) === 0x5d ? text.slice(1, -1) : text;
  const zone = bare.indexOf('%');
  return canonicalIpv6(zone < 0 ? bare : bare.slice(0, zone));
}

function isIpv4(text: string): boolean {
  const length = text.length;
  if (length < 7 || length > 15) return false;
  let dots = 0;
  let digits = 0;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (digits === 0) return false;
      dots++;
      digits = 0;
      value = 0;
    } else {
      const digit = code - 48;
      if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return false;
      value = value * 10 + digit;
      digits++;
      if (value > 255) return false;
    }
  }
  return dots === 3 && digits > 0;
}

/** Address and port of `1.2.3.4:80`, `[::1]:80` or `1.2.3.4`; port -1 when there is none. The address is as written. */
export function splitHostPort(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  if (colon < 0 || (text.indexOf(':') !== colon && text.charCodeAt(colon - 1) !== 0x5d)) return { host: text, port: -1 };
  const port = portOf(text.slice(colon + 1));
  if (port < 0) return { host: text, port: -1 };
  const host = text.slice(0, colon);
  return { host: host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host, port };
}

/** The port that the whole text writes; -1 when it is none. */
export function portOf(text: string): number {
  const length = text.length;
  if (length === 0 || length > 5) return -1;
  let port = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    port = port * 10 + digit;
  }
  return port <= 65_535 ? port : -1;
}
