const MOST = 50_000;

/** Digests of what is in registries without being an image (charts, signatures, attestations), so that it is not read again at each poll. */
export function notImages(): { has(digest: string): boolean; add(digest: string): void } {
  const known = new Set<string>();
  return {
    has: (digest) => known.has(digest),
    add(digest) {
      if (known.size >= MOST) known.clear();
      known.add(digest);
    },
  };
}
