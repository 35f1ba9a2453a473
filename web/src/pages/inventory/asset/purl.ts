/** What a package URL names, for people: `openssl` `3.0.15-1~deb12u1`. What cannot be read is its own name. */
export type Named = { name: string; version: string };

const plain = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** A package URL without qualifiers and subpath: the same package of the same version, wherever it was found. */
export const bare = (purl: string): string => purl.replace(/[?#].*$/, '');

/** Distributions stand before the names of their packages and are known from the asset; groups of languages belong to the name. */
const ofSystem = /^(?:deb|rpm|apk|alpm)$/;

export function readPurl(purl: string): Named {
  const [, type = '', path = ''] = /^pkg:([A-Za-z0-9.+-]+)\/(.+)$/.exec(bare(purl)) ?? [];
  if (path === '') return { name: purl, version: '' };
  const at = path.lastIndexOf('@');
  const steps = (at > 0 ? path.slice(0, at) : path).split('/').map(plain);
  const named = ofSystem.test(type) ? steps.slice(-1) : steps;
  return { name: named.join(type === 'maven' ? ':' : '/'), version: at > 0 ? plain(path.slice(at + 1)) : '' };
}
