import { isStandIn, looksRandom } from '../likeness.ts';
import { isOwn, isTest } from '../places.ts';
import type { Rule } from '../rule.ts';
import { isCommonWord } from './common-words.ts';

/** The text that base64 stands for; empty where it stands for none that can be printed. */
function decoded(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  return /^[\x20-\x7e]+$/.test(text) ? text : '';
}

/** `user:password` in base64, of which neither is made up for an explanation. */
function isLogin(secret: string): boolean {
  const text = decoded(secret);
  const at = text.indexOf(':');
  return at > 0 && isPassword(text.slice(at + 1), text.slice(0, at));
}

/** A password that somebody uses, as far as one can tell. */
const isPassword = (value: string, user = ''): boolean =>
  value.length >= 4 && !isStandIn(value) && !isCommonWord(value) && value.toLowerCase() !== user.toLowerCase() && !/^[$%@#].*|^:|^\*+$/.test(value);

/** Hosts of explanations and of the machine that somebody develops on. */
const NOBODYS_HOST = /^(?:localhost|127\.|0\.0\.0\.0|\[|my|your|some|foo|bar|(?:[\w-]+\.)*example\b|[\w.-]+\.(?:test|invalid|local)$|(?:host|hostname|server|servername|test|domain|site|url|ip|db|proxy|[a-z]|x+)$)/i;

/** `{"sub":"1234567890`: the token that everybody explains tokens with. */
const SAMPLE_CLAIMS = '.eyJzdWIiOiIxMjM0NTY3ODkw';

/** Files in which programs keep how they sign in. */
export const settings: readonly Rule[] = [
  {
    // Source: docker login, config.json, `auths`.
    id: 'docker-config-auth', title: 'Registry login in Docker settings', severity: 'high',
    keywords: ['"auth"', '"identitytoken"'], withinWord: true, entropy: 2.5, reach: 4_000,
    pattern: '"(?:auth|identitytoken)"\\s*:\\s*"(?P<secret>[A-Za-z0-9+/=_.-]{8,})"',
    accepts: (secret, match) => (match.startsWith('"auth"') ? isLogin(secret) : looksRandom(secret) && secret.length >= 20),
  },
  {
    // Source: curl, .netrc; GNU inetutils.
    id: 'netrc-password', title: 'Password in .netrc', severity: 'high',
    keywords: ['password'], where: ({ name }) => /^[._]netrc$/.test(name), entropy: 0, pattern: 'password\\s+"?(?P<secret>[^\\s"]{3,})', accepts: (secret) => isPassword(secret),
  },
  {
    // host:port:database:user:password. Source: PostgreSQL, The Password File.
    id: 'pgpass-password', title: 'Password in .pgpass', severity: 'high',
    keywords: [':543', ':*:', ':643'], where: ({ name }) => /^\.?pgpass(?:\.conf)?$/.test(name), withinWord: true, entropy: 0,
    pattern: ':(?:[0-9]+|\\*):[^:\\n]+:[^:\\n]+:(?P<secret>[^\\s]{3,})', accepts: (secret) => isPassword(secret),
  },
  {
    id: 'git-credentials', title: 'Password that git stores', severity: 'high',
    keywords: ['://'], where: ({ path }) => /(?:^|\/)(?:\.git-credentials|\.config\/git\/credentials)$/.test(path), withinWord: true, entropy: 0,
    pattern: '://[^\\s:@/]*:(?P<secret>[^\\s@/]{3,})@', accepts: (secret) => isPassword(secret),
  },
  {
    // The user's key in base64 of PEM: `-----BEGIN …`. Source: kubernetes.io, kubeconfig (v1), AuthInfo.
    id: 'kubeconfig-client-key', title: 'Client key in kubeconfig', severity: 'high',
    keywords: ['client-key-data'], reach: 8_192, entropy: 4, pattern: 'client-key-data"?\\s*:\\s*"?(?P<secret>LS0tLS1CRUdJTi[A-Za-z0-9+/=]{100,})',
    accepts: (secret) => Buffer.from(secret, 'base64').toString('latin1').includes('PRIVATE KEY-----'),
  },
  {
    id: 'url-password', title: 'Password in a URL', severity: 'medium',
    keywords: ['://'], withinWord: true, length: [4, 128], entropy: 0,
    pattern: '://(?:[^\\s/:@"\'<>`\\\\(){}$,;]*):(?P<secret>[^\\s/:@"\'<>`\\\\(){}$,;]+)@[A-Za-z0-9_.\\[-]+',
    where: isOwn,
    accepts: (secret, match) => !NOBODYS_HOST.test(match.slice(match.lastIndexOf('@') + 1)) && isPassword(secret, match.slice(3, match.indexOf(':', 3))),
  },
  {
    // Source: RFC 7519. Low: most are short-lived or public, but some sign in for years.
    id: 'json-web-token', title: 'JSON Web Token', severity: 'low',
    keywords: ['eyj'], reach: 3_000, pattern: '(?P<secret>eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,})', entropy: 4,
    where: ({ path }) => !isTest(path), accepts: (secret) => !secret.includes(SAMPLE_CLAIMS) && /"alg"/.test(Buffer.from(secret.slice(0, secret.indexOf('.')), 'base64url').toString('latin1')),
  },
];
