import type { Cataloguer } from '../cataloguer.ts';
import type { StatedPackage } from '../package.ts';
import { readJson } from '../read/json.ts';
import { inFolder } from '../read/place.ts';
import { fields, list, text, type Fields } from '../read/value.ts';

/**
 * Package.resolved, versions 1 to 3: where each package's repository is, and what is checked out of it. A package's name is its repository's
 * place without scheme and `.git`, as advisories have it.
 * Source: https://github.com/swiftlang/swift-package-manager, PackageGraph, ResolvedPackagesStore.swift.
 */
export const swiftResolved: Cataloguer = {
  id: 'swift-resolved',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'Package.resolved' && !inFolder(path, 'checkouts'),
  maxBytes: 16 * 1024 * 1024,
  read({ bytes }) {
    const file = readJson(bytes);
    const pins = file.pins ?? fields(file.object).pins;
    if (!Array.isArray(pins)) throw new Error('This is no Package.resolved: it has no pins.');
    const packages = list(pins).map((pin) => packageOf(fields(pin))).filter((found) => found !== undefined);
    return packages.length === 0 ? {} : { packages: [...new Map(packages.map((each) => [`${each.namespace ?? ''}/${each.name}@${each.version}`, each])).values()] };
  },
};

/** Undefined where it lies in a folder, or the place can be none. A branch or a revision is no version. */
function packageOf(pin: Fields): StatedPackage | undefined {
  const state = fields(pin.state);
  const place = placeOf(text(pin.location) || text(pin.repositoryURL));
  const version = text(state.version);
  const name = place?.slice(place.lastIndexOf('/') + 1);
  if (place === undefined || name === undefined || name === '' || !/^[^\s\p{C}]{0,128}$/u.test(version)) return undefined;
  const revision = /^[0-9a-f]{40}$/u.test(text(state.revision)) ? text(state.revision) : undefined;
  return { type: 'swift', namespace: place.slice(0, place.lastIndexOf('/')), name, version, ...(version === '' && revision !== undefined && { remark: `revision ${revision}` }) };
}

/** `https://github.com/apple/swift-nio.git`, `git@github.com:apple/swift-nio`: `github.com/apple/swift-nio`. Names and passwords before the host are dropped. */
function placeOf(location: string): string | undefined {
  const match = /^(?:(?:https?|ssh|git):\/\/(?:[^/@\s]*@)?|(?:[\w.-]+@))(?<host>[\w.-]+)(?::\d+(?=\/))?[/:]+(?<path>[\w.~+/-]+?)(?:\.git)?\/?$/u.exec(location.slice(0, 1_024));
  const { host, path } = match?.groups ?? {};
  return host === undefined || path === undefined || path.split('/').includes('..') ? undefined : `${host.toLowerCase()}/${path}`;
}
