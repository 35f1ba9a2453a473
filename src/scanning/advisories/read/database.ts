/** Who publishes advisories whose ids begin so. https://ossf.github.io/osv-schema/#id-modified-fields */
const DATABASES: Readonly<Record<string, string>> = {
  ALBA: 'AlmaLinux', ALEA: 'AlmaLinux', ALPINE: 'Alpine', ALSA: 'AlmaLinux', BIT: 'Bitnami', CVE: 'CVE', DEBIAN: 'Debian', DLA: 'Debian', DSA: 'Debian',
  DTSA: 'Debian', EEF: 'Erlang', GHSA: 'GitHub', GO: 'Go', HSEC: 'Haskell', MAL: 'OpenSSF', MGASA: 'Mageia', NPM: 'npm', NSWG: 'Node.js', OSV: 'OSV',
  PSF: 'Python', PYSEC: 'PyPA', RHBA: 'Red Hat', RHEA: 'Red Hat', RHSA: 'Red Hat', RLSA: 'Rocky Linux', RSEC: 'R Consortium', RUSTSEC: 'RustSec',
  RXSA: 'Rocky Linux', SUSE: 'SUSE', UBUNTU: 'Ubuntu', USN: 'Ubuntu',
};

/** `GitHub` of `GHSA-…`; the letters before the hyphen where nobody knows better. */
export function databaseOf(id: string): string {
  const prefix = /^[A-Za-z]+/.exec(id)?.[0] ?? id;
  return DATABASES[prefix.toUpperCase()] ?? prefix;
}
