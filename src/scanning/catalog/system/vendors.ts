import type { Distribution } from '../cataloguer.ts';
import { isSystemType } from '../purl.ts';
import type { StatedPackage } from '../package.ts';

/** What the vendor field of a distribution's own rpm packages begins with, by os-release ID. Source: the packages themselves. */
const RPM_VENDORS = new Map<string, readonly string[]>([
  ['rhel', ['red hat']],
  ['centos', ['centos', 'red hat']],
  ['rocky', ['rocky']],
  ['almalinux', ['almalinux']],
  ['ol', ['oracle']],
  ['fedora', ['fedora']],
  ['amzn', ['amazon']],
  ['sles', ['suse']],
  ['sled', ['suse']],
  ['opensuse-leap', ['opensuse', 'suse']],
  ['opensuse-tumbleweed', ['opensuse', 'suse']],
  ['mariner', ['microsoft']],
  ['azurelinux', ['microsoft']],
  ['photon', ['vmware', 'broadcom']],
]);

/**
 * Domains of those who publish Debian packages in repositories of their own, as their maintainer fields have them. Debian's own
 * maintainers write addresses of any domain, so a package counts as the distribution's unless it says otherwise.
 */
const DEB_PUBLISHERS = new Set([
  'docker.com', 'nodesource.com', 'elastic.co', 'hashicorp.com', 'gitlab.com', 'grafana.com', 'influxdata.com', 'mongodb.com', 'oss.oracle.com',
  'percona.com', 'nginx.com', 'f5.com', 'cloudflare.com', 'newrelic.com', 'datadoghq.com', 'confluent.io', 'redis.io', 'redis.com', 'tailscale.com',
  'caddyserver.com', 'nvidia.com', 'jenkins-ci.org', 'rabbitmq.com', 'clickhouse.com', 'timescale.com', 'kohsuke.org', 'aquasec.com',
]);
/** Versions of apt.postgresql.org, NodeSource and deb.sury.org (`8.2.1-1+0~20240101.1+debian12~1.gbp1`), which keep Debian's maintainers. */
const DEB_VERSION = /\.pgdg\d|nodesource\d|\+0~\d{8}\.\d/;
const OWN_NAMES = ['debian', 'ubuntu', 'canonical'];

/**
 * Whether a package of the system's package manager was built by somebody else than the distribution, as far as its database tells:
 * then the distribution's advisories do not speak of it, nor of the libraries that it brings along.
 */
export function isThirdParty({ type, vendor, version }: StatedPackage, distribution: Distribution | undefined): boolean {
  if (!isSystemType(type) || vendor === undefined) return false;
  const name = vendor.toLowerCase();
  if (type === 'rpm') {
    const own = RPM_VENDORS.get(distribution?.id ?? '');
    return own !== undefined && !own.some((prefix) => name.startsWith(prefix));
  }
  if (type !== 'deb') return false;
  const at = name.lastIndexOf('@');
  // A vendor field, which build tools of others write and Debian's do not, has no address.
  if (at < 0) return !OWN_NAMES.some((own) => name.startsWith(own));
  return DEB_PUBLISHERS.has(name.slice(at + 1).replace(/>.*$/, '')) || DEB_VERSION.test(version);
}
