/** OSV's export of all its records over HTTP. https://google.github.io/osv.dev/data/#data-dumps */
export const PUBLIC_BUCKET = 'https://osv-vulnerabilities.storage.googleapis.com';

/** The same bucket under its other address. */
export const PUBLIC_BUCKET_BY_PATH = 'https://storage.googleapis.com/osv-vulnerabilities';

/** CISA's catalogue as JSON. https://www.cisa.gov/known-exploited-vulnerabilities-catalog */
export const PUBLIC_KEV = 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json';

/** The scores of the day; leads on to a dated file. https://www.first.org/epss/data_stats */
export const PUBLIC_EPSS = 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz';

/**
 * The directories of the bucket whose packages scans find. Wolfi and Chainguard are left out: their licences forbid changed
 * copies; `--ecosystem` takes them for whoever has the right.
 */
export const ECOSYSTEMS: readonly string[] = [
  'AlmaLinux', 'Alpine', 'Bitnami', 'CRAN', 'Debian', 'Go', 'Hackage', 'Hex', 'Mageia', 'Maven', 'NuGet', 'Packagist', 'Pub', 'PyPI',
  'Red Hat', 'Rocky Linux', 'RubyGems', 'SUSE', 'SwiftURL', 'Ubuntu', 'crates.io', 'npm', 'openEuler', 'openSUSE',
];
