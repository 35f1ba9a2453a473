import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import type { Random } from '../../../kernel/ids.ts';
import { bits, boolean, context, contextBytes, integer, octets, oid, sequence, set, time, utf8 } from './der.ts';

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

/** What a certificate is for, and which bits of keyUsage that takes (RFC 5280, section 4.2.1.3). */
const PURPOSE = {
  authority: { keyUsage: bits(Buffer.from([0b0000_0110]), 1), extended: undefined },
  server: { keyUsage: bits(Buffer.from([0b1000_0000]), 7), extended: '1.3.6.1.5.5.7.3.1' },
  client: { keyUsage: bits(Buffer.from([0b1000_0000]), 7), extended: '1.3.6.1.5.5.7.3.2' },
} as const;

export type CertificateSpec = {
  purpose: keyof typeof PURPOSE;
  commonName: string;
  /** DNS names and addresses that a server answers for. */
  names?: readonly string[];
  publicKey: KeyObject;
  /** Who signs; for the authority itself its own name and key. */
  issuer: { commonName: string; key: KeyObject };
  notBefore: number;
  notAfter: number;
};

export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** Makes an X.509 v3 certificate (RFC 5280), signed with ECDSA on P-256 and SHA-256, in PEM. */
export function certificate(spec: CertificateSpec, random: Random): string {
  const toBeSigned = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(random(16)),
    ECDSA_SHA256,
    nameOf(spec.issuer.commonName),
    sequence(time(spec.notBefore), time(spec.notAfter)),
    nameOf(spec.commonName),
    spec.publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensions(spec))),
  );
  const der = sequence(toBeSigned, ECDSA_SHA256, bits(sign('sha256', toBeSigned, spec.issuer.key)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const nameOf = (commonName: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));

function extensions({ purpose, names = [], publicKey, issuer }: CertificateSpec): Buffer[] {
  const { keyUsage, extended } = PURPOSE[purpose];
  const critical = boolean(true);
  return [
    sequence(oid('2.5.29.19'), critical, octets(purpose === 'authority' ? sequence(boolean(true), integer(Buffer.from([0]))) : sequence())),
    sequence(oid('2.5.29.15'), critical, octets(keyUsage)),
    ...(extended === undefined ? [] : [sequence(oid('2.5.29.37'), octets(sequence(oid(extended))))]),
    ...(names.length === 0 ? [] : [sequence(oid('2.5.29.17'), octets(sequence(...names.flatMap(alternativeNames))))]),
    sequence(oid('2.5.29.14'), octets(octets(keyId(publicKey)))),
    sequence(oid('2.5.29.35'), octets(sequence(contextBytes(0, keyId(createPublicKey(issuer.key)))))),
  ];
}

/** An address stands as a DNS name too: rsyslog compares what it was told to reach with those only. */
function alternativeNames(name: string): Buffer[] {
  const dns = contextBytes(2, Buffer.from(isIP(name) === 0 ? domainToASCII(name) : name, 'latin1'));
  return isIP(name) === 0 ? [dns] : [dns, contextBytes(7, Buffer.from(ipaddr.parse(name).toByteArray()))];
}

const keyId = (key: KeyObject): Buffer => createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest().subarray(0, 20);
