import { X509Certificate, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../../kernel/clock.ts';
import { systemRandom } from '../../../kernel/ids.ts';
import { fingerprintOf, openAuthority, type Authority } from './authority.ts';
import { certificate, newKey } from './certificate.ts';
import * as der from './der.ts';
import { serverNames } from './names.ts';

const DAY = 86_400_000;
const clock = manualClock(Date.UTC(2026, 10, 23));
const names = ['web1.example', 'localhost', '127.0.0.1', '::1'];
let directory: string;
const open = (): Authority => openAuthority({ directory, clock, random: systemRandom });

beforeEach(() => {
  clock.set(Date.UTC(2026, 10, 23));
  directory = mkdtempSync(join(tmpdir(), 'glacis-tls-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('DER is encoded as X.690 says', () => {
  expect(der.integer(Buffer.from([0, 0, 0x80])).toString('hex')).toBe('02020080');
  expect(der.integer(Buffer.from([0])).toString('hex')).toBe('020100');
  expect(der.oid('1.2.840.113549').toString('hex')).toBe('06062a864886f70d');
  expect(der.octets(Buffer.alloc(300)).subarray(0, 4).toString('hex')).toBe('0482012c');
  expect(der.time(Date.UTC(2049, 11, 31, 23, 59, 59)).toString('latin1', 2)).toBe('491231235959Z');
  expect(der.time(Date.UTC(2050, 0, 1)).toString('latin1', 2)).toBe('20500101000000Z');
});

describe('the authority', () => {
  test('is made once, with a key that only its owner can read', () => {
    const first = open();
    expect(open().ca).toBe(first.ca);
    expect(statSync(join(directory, 'ca.pem')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'ca.crt'), 'utf8')).toBe(first.ca);
    const ca = new X509Certificate(first.ca);
    expect(ca.ca).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
  });

  test('gives the server a certificate for all its names', () => {
    const authority = open();
    const { cert, key } = authority.server(names);
    const server = new X509Certificate(cert);
    expect(server.verify(new X509Certificate(authority.ca).publicKey)).toBe(true);
    expect(server.checkIssued(new X509Certificate(authority.ca))).toBe(true);
    expect(server.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect([server.checkHost('web1.example'), server.checkHost('localhost'), server.checkIP('127.0.0.1'), server.checkIP('::1')]).not.toContain(undefined);
    expect(server.checkHost('other.example')).toBeUndefined();
    expect(statSync(join(directory, 'server.pem')).mode & 0o777).toBe(0o600);
  });

  test('keeps the server certificate until it is about to end or lacks a name', () => {
    const authority = open();
    const { cert } = authority.server(names);
    expect(authority.server(names).cert).toBe(cert);
    clock.advance(360 * DAY);
    expect(authority.server(names).cert).toBe(cert);
    clock.advance(10 * DAY);
    const renewed = authority.server(names).cert;
    expect(renewed).not.toBe(cert);
    expect(authority.server(names.slice(1)).cert).toBe(renewed);
    expect(new X509Certificate(authority.server([...names, '192.0.2.7']).cert).checkIP('192.0.2.7')).toBe('192.0.2.7');
  });

  test('gives a sender a certificate of its own', () => {
    const authority = open();
    const [first, second] = [authority.client('web'), authority.client('web')];
    const cert = new X509Certificate(first.cert);
    expect(cert.subject).toBe('CN=web');
    expect(cert.checkIssued(new X509Certificate(authority.ca))).toBe(true);
    expect(cert.checkPrivateKey(createPrivateKey(first.key))).toBe(true);
    expect(first.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(first.fingerprint).not.toBe(second.fingerprint);
    expect(fingerprintOf(cert)).toBe(first.fingerprint);
    expect(cert.validToDate.getTime()).toBe(first.notAfter);
  });

  test("uses the operator's files where they are there", () => {
    const key = newKey();
    const spec = { purpose: 'server', commonName: 'mine', names, publicKey: createPublicKey(key), issuer: { commonName: 'mine', key }, notBefore: clock.now(), notAfter: clock.now() + DAY } as const;
    const cert = certificate(spec, systemRandom);
    writeFileSync(join(directory, 'server.crt'), cert);
    expect(() => open().server(names)).toThrow(/server\.key/);
    writeFileSync(join(directory, 'server.key'), generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(() => open().server(names)).toThrow(/the key is not that of the certificate/);
    writeFileSync(join(directory, 'server.key'), key.export({ type: 'pkcs8', format: 'pem' }));
    expect(open().server(names).cert).toBe(cert);
  });

  test.skipIf(!existsSync('/usr/bin/openssl'))('makes certificates that OpenSSL accepts in all strictness', () => {
    clock.set(Date.now());
    const authority = open();
    const file = (name: string, text: string) => {
      writeFileSync(join(directory, name), text);
      return join(directory, name);
    };
    const verify = (purpose: string, cert: string) =>
      execFileSync('openssl', ['verify', '-x509_strict', '-CAfile', file('root', authority.ca), '-purpose', purpose, file('leaf', cert)], { encoding: 'utf8', stdio: 'pipe' });
    expect(verify('sslserver', authority.server(names).cert)).toContain('OK');
    expect(verify('sslclient', authority.client('web').cert)).toContain('OK');
    expect(() => verify('sslserver', authority.client('web').cert)).toThrow(/unsuitable certificate purpose|unsupported certificate purpose/);
  });
});

test('a server answers by its host name, its addresses and its public name', () => {
  const own = { hostname: 'web1', addresses: ['192.0.2.7', '2001:db8::7'] };
  expect(serverNames({ host: '127.0.0.1', publicUrl: undefined }, own)).toEqual(['web1', 'localhost', '127.0.0.1', '::1']);
  expect(serverNames({ host: '0.0.0.0', publicUrl: 'https://logs.example:8443/' }, own)).toEqual(['web1', 'localhost', '127.0.0.1', '::1', 'logs.example', '192.0.2.7', '2001:db8::7']);
  expect(serverNames({ host: '192.0.2.7', publicUrl: 'https://[2001:db8::9]/' }, { ...own, hostname: 'not a name' })).toEqual(['localhost', '127.0.0.1', '::1', '2001:db8::9', '192.0.2.7']);
});
