import { arch } from 'node:os';
import { errors } from '../../../kernel/errors.ts';
import type { IndexEntry, Platform } from './documents.ts';

/** What is asked for; `isDefault` where nobody asked and it is what this machine would run. */
export type WantedPlatform = Platform & { isDefault: boolean };

const PLATFORM = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9.]+))?$/;

/**
 * `OS/ARCHITECTURE[/VARIANT]` as docker writes it; Linux on this machine's processor where nothing is said.
 * @throws {GlacisError} `invalid`.
 */
export function wantedPlatform(text?: string): WantedPlatform {
  if (text === undefined) return { os: 'linux', architecture: goArchitecture(arch()), isDefault: true };
  const found = PLATFORM.exec(text.toLowerCase());
  if (!found) throw errors.invalid({ what: `${text} is no platform: it is written as linux/amd64 or linux/arm/v7.` });
  const [, os = '', architecture = '', variant] = found;
  return { os, architecture: goArchitecture(architecture), ...(variant === undefined ? {} : { variant }), isDefault: false };
}

/** The names that Go, and so images, have for processors. */
const goArchitecture = (name: string): string => ({ x64: 'amd64', x86_64: 'amd64', aarch64: 'arm64', ia32: '386', i386: '386', armhf: 'arm' })[name] ?? name;

export const platformName = ({ os, architecture, variant }: Platform): string => [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');

/** Variants that are meant where none is said. */
const USUAL_VARIANT: Readonly<Record<string, string>> = { arm64: 'v8', arm: 'v7' };

/**
 * The manifests of an index that may be the image, the best first. Attestations and signatures are left out.
 * @throws {GlacisError} `no_such_platform`.
 */
export function forPlatform(image: string, entries: readonly IndexEntry[], wanted: WantedPlatform): readonly [IndexEntry, ...IndexEntry[]] {
  const images = entries.filter((entry) => !isAttestation(entry));
  const matching = images.filter(({ platform }) => platform && fits(platform, wanted)).sort((a, b) => distance(a, wanted) - distance(b, wanted));
  // Where there is but one and nobody asked for another, it is meant; one that does not say what it is for may be it.
  const open = images.filter(({ platform }) => !platform);
  const [first, ...others] = matching.length > 0 ? matching : wanted.isDefault && images.length === 1 ? images : open;
  if (!first) {
    throw errors.noSuchPlatform({ image, platform: platformName(wanted), found: images.flatMap(({ platform }) => (platform ? [platformName(platform)] : [])).slice(0, 30) });
  }
  return [first, ...others];
}

const isAttestation = ({ platform, annotations }: IndexEntry): boolean =>
  platform?.os === 'unknown' || platform?.architecture === 'unknown' || annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';

const fits = (found: Platform, wanted: Platform): boolean =>
  found.os === wanted.os && found.architecture === wanted.architecture && (wanted.variant === undefined || variantOf(found) === wanted.variant);

const variantOf = ({ architecture, variant }: Platform): string | undefined => variant ?? USUAL_VARIANT[architecture];

/** The usual variant before others. */
const distance = ({ platform }: IndexEntry, wanted: Platform): number => (platform && variantOf(platform) === (wanted.variant ?? USUAL_VARIANT[wanted.architecture]) ? 0 : 1);
