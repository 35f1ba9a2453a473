import { looksRandom } from '../likeness.ts';
import type { Rule } from '../rule.ts';

/** Base64 in lines, or in one string with `\n`, or in several that code puts together. */
const BODY = '(?P<secret>[A-Za-z0-9+/=\\\\\\s"\',]+)';

/** PEM of this label up to where the body begins. */
const begin = (label: string): string => `-----BEGIN ${label}-----(?:\\\\[rn]|[\\s"'+,\\\\])*`;

/** An OpenSSH key says in its first bytes what it is encrypted with: nothing here (`openssh-key-v1`, `none`; PROTOCOL.key of OpenSSH). */
const OPENSSH = 'b3BlbnNzaC1rZXktdjE';
const OPENSSH_PLAIN = `${OPENSSH}AAAAABG5vbmU`;

/** What stands between the encryption and the private part of a PuTTY key. */
const PUTTY_PUBLIC = '(?:Comment: [^\\n]*\\n)?Public-Lines: [0-9]+\\r?\\n(?:[A-Za-z0-9+/=]+\\r?\\n)+(?:(?:Key-Derivation|Argon2-[A-Za-z]+): [^\\n]*\\n)*Private-Lines: [0-9]+\\r?\\n';

const LONGEST_KEY = 8_192;
/** An Ed25519 key in PKCS#8 has 64 characters: no other is shorter. */
const SHORTEST_BODY = 64;

/** Whether what follows the first line is a key, and not `…` or `MIIE...` of an explanation. */
function isBody(secret: string): boolean {
  const body = secret.replace(/\\[rn]|[^A-Za-z0-9+/=]/g, '');
  return body.length >= SHORTEST_BODY && looksRandom(body.slice(0, 400));
}

const isPlain = (secret: string): boolean => {
  const body = secret.replace(/\\[rn]|[^A-Za-z0-9+/=]/g, '');
  return isBody(secret) && (!body.startsWith(OPENSSH) || body.startsWith(OPENSSH_PLAIN));
};

/** Keys that prove who somebody is. Sources: RFC 7468, RFC 5958, RFC 4880 (6.2), PROTOCOL.key of OpenSSH, PuTTY's appendix C, age-encryption.org/v1. */
export const privateKeys: readonly Rule[] = [
  {
    id: 'private-key', title: 'Private key', severity: 'high',
    keywords: ['-----begin'], withinWord: true, reach: LONGEST_KEY, entropy: 4, pointsAtKeyword: true,
    pattern: begin('(?:RSA |EC |DSA |OPENSSH |ED25519 )?PRIVATE KEY') + BODY,
    accepts: isPlain,
  },
  {
    id: 'pgp-private-key', title: 'OpenPGP private key', severity: 'high',
    keywords: ['-----begin'], withinWord: true, reach: LONGEST_KEY, entropy: 4, pointsAtKeyword: true,
    pattern: `${begin('PGP PRIVATE KEY BLOCK')}(?:(?:Version|Comment|Hash|Charset|MessageID): [^\\n\\\\]*(?:\\\\[rn]|\\s)+)*${BODY}`,
    accepts: isBody,
  },
  {
    id: 'putty-private-key', title: 'PuTTY private key', severity: 'high',
    keywords: ['putty-user-key-file-'], reach: LONGEST_KEY, entropy: 4, pointsAtKeyword: true,
    pattern: `PuTTY-User-Key-File-[23]:[^\\n]*\\nEncryption: none\\r?\\n${PUTTY_PUBLIC}(?P<secret>[A-Za-z0-9+/=\\s]+)`,
  },
  {
    id: 'encrypted-private-key', title: 'Private key under a passphrase', severity: 'low',
    keywords: ['-----begin', 'putty-user-key-file-'], withinWord: true, reach: LONGEST_KEY, entropy: 4, pointsAtKeyword: true,
    pattern: `(?:${begin('(?:ENCRYPTED|OPENSSH|RSA|EC|DSA) PRIVATE KEY')}(?:Proc-Type: 4,ENCRYPTED\\s+DEK-Info: [^\\n]*\\s+)?|PuTTY-User-Key-File-[23]:[^\\n]*\\nEncryption: aes[^\\n]*\\n${PUTTY_PUBLIC})${BODY}`,
    accepts: (secret, match) => isBody(secret) && (/^(?:PuTTY|-----BEGIN ENCRYPTED)|Proc-Type: 4,ENCRYPTED/.test(match) || !isPlain(secret)),
  },
  {
    id: 'age-secret-key', title: 'age secret key', severity: 'high',
    keywords: ['age-secret-key-1'], pattern: '(?P<secret>AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58})(?:[^A-Za-z0-9]|$)',
  },
];
