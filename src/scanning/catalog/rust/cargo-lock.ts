import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { beside } from '../read/place.ts';
import { readToml } from '../read/toml.ts';
import { fields, list, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';
import { crateKey, productionOf } from './cargo-graph.ts';

/**
 * Cargo.lock, versions 1 to 4. A crate without a source is the workspace's own (or a folder's beside it), and no dependency. Inside Cargo's registry
 * and a vendor folder it is what a crate's authors had.
 * Source: https://doc.rust-lang.org/cargo/reference/resolver.html, cargo's resolver/encode.rs.
 */
export const cargoLock: Cataloguer = {
  id: 'cargo-lock',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'Cargo.lock' && !/(?:^|\/)(?:(?:registry\/src\/[^/]+|vendor)\/[^/]+\/Cargo\.lock$|git\/checkouts\/)/.test(path),
  companions: (path) => [beside(path, 'Cargo.toml')],
  maxBytes: 32 << 20,
  read(file) {
    const lock = readToml(file.bytes);
    const packages = list(lock.package).map((entry) => fields(entry));
    // Version 1 of a crate without dependencies has `[root]` alone, later ones their own crate at least.
    if (packages.length === 0 && lock.root === undefined && lock.version === undefined) throw new Error('This is no Cargo.lock: it has no packages.');
    const found = gather('cargo');
    const production = productionOf(packages, manifestOf(file.companion(beside(file.path, 'Cargo.toml'))));
    for (const entry of packages) {
      if (text(entry.source) !== '') found.add({ name: text(entry.name), version: text(entry.version), dev: production !== undefined && !production.has(crateKey(entry)) });
    }
    return found.reading();
  },
};

function manifestOf(bytes: Uint8Array | undefined): Fields | undefined {
  try {
    return bytes && readToml(bytes);
  } catch {
    // What is for development is then not said; the crates are all there.
    return undefined;
  }
}
