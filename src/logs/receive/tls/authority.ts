import { X509Certificate, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../kernel/clock.ts';
import { errors, reasonOf } from '../../../kernel/errors.ts';
import { madeOnce } from '../../../kernel/files.ts';
import type { Random } from '../../../kernel/ids.ts';
import { certificate, newKey } from './certificate.ts';

const DAY = 86_400_000;
/** Clocks of senders may be behind. */
const BACKDATE = DAY;
const AUTHORITY_DAYS = 3_650;
const SERVER_DAYS = 397;
const CLIENT_DAYS = 730;
/** A server certificate is renewed when it has less than this. */
export const RENEW_MS = 30 * DAY;

/** A certificate (with those that it needs behind it) and its key, in PEM. */
export type Credentials = { cert: string; key: string };

export type ClientCredentials = Credentials & { fingerprint: string; notAfter: number };

/** Glacis's own certificate authority for syslog over TLS. */
export type Authority = {
  /** The certificate that senders trust, in PEM. */
  ca: string;
  /**
   * What the TLS listener shows: the operator's `server.crt` and `server.key` where both are there, else a certificate of this
   * authority for these names, made anew when it is about to end or lacks a name.
   * @throws {GlacisError} `misconfigured` where the operator's files do not fit together.
   */
  server(names: readonly string[]): Credentials;
  /** Issues a certificate to a sender. The key is told once and not kept. */
  client(name: string): ClientCredentials;
};

/** SHA-256 of a certificate as it is stored with a sender. */
export const fingerprintOf = (cert: X509Certificate): string => cert.fingerprint256.replaceAll(':', '').toLowerCase();

/**
 * Opens the authority in the directory, making it at the first start. Servers that start together agree on one.
 */
export function openAuthority({ directory, clock, random }: { directory: string; clock: Clock; random: Random }): Authority {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const files = {
    authority: join(directory, 'ca.pem'),
    public: join(directory, 'ca.crt'),
    server: join(directory, 'server.pem'),
    given: { cert: join(directory, 'server.crt'), key: join(directory, 'server.key') },
  };
  const ca = split(madeOnce(files.authority, () => newAuthority(clock, random)));
  const issuer = { commonName: commonNameOf(new X509Certificate(ca.cert)), key: createPrivateKey(ca.key) };
  if (!existsSync(files.public)) replace(files.public, ca.cert, 0o644);

  const issue = (purpose: 'server' | 'client', days: number, commonName: string, names: readonly string[] = []) => {
    const key = newKey();
    const notAfter = clock.now() + days * DAY;
    const cert = certificate(
      { purpose, commonName, names, publicKey: createPublicKey(key), issuer, notBefore: clock.now() - BACKDATE, notAfter },
      random,
    );
    return { cert, key: pem(key), notAfter };
  };

  return {
    ca: ca.cert,
    server(names) {
      if (existsSync(files.given.cert) || existsSync(files.given.key)) return given(files.given);
      if (!existsSync(files.server) || !isGood(split(readFileSync(files.server, 'utf8')), names)) {
        const { cert, key } = issue('server', SERVER_DAYS, names[0] ?? hostname(), names);
        replace(files.server, key + cert, 0o600);
      }
      return split(readFileSync(files.server, 'utf8'));
    },
    client(name) {
      const { cert, key, notAfter } = issue('client', CLIENT_DAYS, name);
      return { cert, key, notAfter, fingerprint: fingerprintOf(new X509Certificate(cert)) };
    },
  };

  function isGood({ cert }: Credentials, names: readonly string[]): boolean {
    const found = new X509Certificate(cert);
    return (
      found.checkIssued(new X509Certificate(ca.cert)) &&
      found.validToDate.getTime() - clock.now() > RENEW_MS &&
      names.every((name) => (found.checkHost(name) ?? found.checkIP(name)) !== undefined)
    );
  }
}

function newAuthority(clock: Clock, random: Random): string {
  const key = newKey();
  const commonName = `Glacis ${hostname().slice(0, 40)} ${random(3).toString('hex')}`;
  const cert = certificate(
    {
      purpose: 'authority', commonName, publicKey: createPublicKey(key), issuer: { commonName, key },
      notBefore: clock.now() - BACKDATE, notAfter: clock.now() + AUTHORITY_DAYS * DAY,
    },
    random,
  );
  return pem(key) + cert;
}

function given(files: { cert: string; key: string }): Credentials {
  try {
    const credentials = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') };
    if (!new X509Certificate(credentials.cert).checkPrivateKey(createPrivateKey(credentials.key))) throw new Error('the key is not that of the certificate');
    return credentials;
  } catch (error) {
    throw errors.misconfigured({ name: files.cert, reason: `cannot be used with ${files.key}: ${reasonOf(error)}` });
  }
}

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Our files have the key first, then the certificate. */
function split(text: string): Credentials {
  const at = text.indexOf('-----BEGIN CERTIFICATE-----');
  return { key: text.slice(0, at), cert: text.slice(at) };
}

const commonNameOf = (cert: X509Certificate): string => /^CN=(.*)$/m.exec(cert.subject)?.[1] ?? '';

function replace(file: string, text: string, mode: number): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode, flush: true });
  renameSync(draft, file);
}
