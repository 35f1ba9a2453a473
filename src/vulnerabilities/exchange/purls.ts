/** A purl for an asset: an image is `pkg:oci` by its digest (purl types, oci), anything else `pkg:generic`. */
export function assetPurl({ kind, name, key, lineage }: { kind: string; name: string; key: string; lineage: string }): string {
  if (kind !== 'image') return `pkg:generic/${encodeURIComponent(baseName(name))}`;
  const url = lineage.includes('/') ? `?repository_url=${encodeURIComponent(lineage)}` : '';
  return `pkg:oci/${encodeURIComponent(baseName(lineage).toLowerCase())}@${encodeURIComponent(key)}${url}`;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || 'root';
