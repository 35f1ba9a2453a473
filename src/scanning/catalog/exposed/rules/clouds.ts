import { isMixed, looksRandom } from '../likeness.ts';
import { isVendored } from '../places.ts';
import { ASSIGNED, END, type Rule } from '../rule.ts';

const HEX = /^[a-f0-9]+$/i;
const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';

/** Forty characters are also a SHA-1 and many a path. */
const isAmazonSecret = (secret: string): boolean => looksRandom(secret) && !HEX.test(secret);

/** The key of the storage emulator, which everybody has. Source: learn.microsoft.com, Azurite, well-known storage account and key. */
const EMULATOR_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1';

/** Keys to clouds. Sources: the providers' references of key formats, and GitHub's list of supported secret scanning patterns. */
export const clouds: readonly Rule[] = [
  {
    id: 'aws-access-key', title: 'AWS access key with its secret', severity: 'critical',
    keywords: ['akia', 'asia'], reach: 160, entropy: 4,
    pattern: '(?:AKIA|ASIA)[A-Z2-7]{16}[^A-Za-z0-9/+=](?:[\\s\\S]*?[^A-Za-z0-9/+=])?(?P<secret>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)',
    accepts: (secret, match) => isAmazonSecret(secret) && !match.slice(0, 20).endsWith('EXAMPLE'),
  },
  {
    id: 'aws-secret-access-key', title: 'AWS secret access key', severity: 'critical',
    keywords: ['secret_access_key', 'secretaccesskey', 'secret-access-key', 'aws_secret_key', 'awssecretkey', 'aws_secret'], withinWord: true, entropy: 4,
    pattern: `(?i:(?:aws_?)?secret(?:[_-]?access)?(?:[_-]?key)?)${ASSIGNED}(?P<secret>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`,
    accepts: isAmazonSecret,
  },
  {
    id: 'aws-access-key-id', title: 'AWS access key id without its secret', severity: 'low',
    keywords: ['akia'], pattern: `(?P<secret>AKIA[A-Z2-7]{16})${END}`, accepts: (secret) => /[2-7]/.test(secret),
  },
  {
    id: 'gcp-service-account', title: 'Key of a Google Cloud service account', severity: 'critical',
    keywords: ['"service_account"'], reach: 6_000, entropy: 4,
    pattern: '"service_account"(?:\\s*,\\s*"[a-z_]+"\\s*:\\s*"[^"]*")*?\\s*,\\s*"private_key"\\s*:\\s*"(?P<secret>-----BEGIN (?:RSA )?PRIVATE KEY-----[^"]+)"',
    accepts: (secret) => secret.length > 400,
  },
  {
    id: 'gcp-api-key', title: 'Google API key', severity: 'medium',
    keywords: ['aiza'], pattern: `(?P<secret>AIza[A-Za-z0-9_-]{35})${END}`,
    // Published programs name their own project by one.
    where: ({ path }) => !isVendored(path), accepts: isMixed,
  },
  { id: 'gcp-oauth-client-secret', title: 'Google OAuth client secret', severity: 'high', keywords: ['gocspx-'], pattern: `(?P<secret>GOCSPX-[A-Za-z0-9_-]{28})${END}` },
  {
    id: 'azure-storage-key', title: 'Azure storage account key', severity: 'critical',
    keywords: ['accountkey'], pattern: `(?i:AccountKey)${ASSIGNED}(?P<secret>[A-Za-z0-9+/]{86}==)`, entropy: 4, withinWord: true,
    accepts: (secret) => !secret.startsWith(EMULATOR_KEY),
  },
  {
    id: 'azure-shared-access-key', title: 'Azure shared access key', severity: 'high',
    keywords: ['sharedaccesskey'], pattern: `(?i:SharedAccessKey)${ASSIGNED}(?P<secret>[A-Za-z0-9+/]{43}=)`, entropy: 4,
  },
  {
    id: 'azure-client-secret', title: 'Azure client secret', severity: 'high',
    // The mark stands behind four characters.
    keywords: ['7q~', '8q~', '9q~'], before: 3, withinWord: true, entropy: 3.5,
    pattern: '(?P<secret>[A-Za-z0-9_~.-]{3}[789]Q~[A-Za-z0-9_~.-]{31,34})(?:[^A-Za-z0-9_~.-]|$)', accepts: isMixed,
  },
  { id: 'digitalocean-token', title: 'DigitalOcean token', severity: 'critical', keywords: ['dop_v1_', 'doo_v1_', 'dor_v1_'], pattern: `(?P<secret>do[opr]_v1_[a-f0-9]{64})${END}` },
  {
    id: 'heroku-api-key', title: 'Heroku API key', severity: 'high',
    keywords: ['heroku', 'hrku-'], pattern: `(?:(?i:heroku)[A-Za-z0-9_.-]*${ASSIGNED})?(?P<secret>HRKU-[A-Za-z0-9_-]{36,}|${UUID})${END}`,
  },
  {
    id: 'cloudflare-api-token', title: 'Cloudflare API token or key', severity: 'high',
    keywords: ['cloudflare', 'cf_api'], withinWord: true, named: true,
    pattern: `(?i:cloudflare|cf_api)[A-Za-z0-9_.-]*${ASSIGNED}(?P<secret>[A-Za-z0-9_-]{40}|[a-f0-9]{37})${END}`, accepts: isMixed,
  },
  { id: 'cloudflare-origin-key', title: 'Cloudflare origin CA key', severity: 'high', keywords: ['v1.0-'], pattern: `(?P<secret>v1\\.0-[a-f0-9]{24}-[a-f0-9]{146})${END}` },
];
