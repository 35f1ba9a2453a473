import { join, resolve } from 'node:path';
import { z } from 'zod';
import { errors } from './errors.ts';
import { parseNetwork } from './outgoing.ts';

/** The parts that a process may run; all of them unless GLACIS_ROLES says otherwise. */
export const ROLES = ['web', 'ingest', 'work'] as const;
export type Role = (typeof ROLES)[number];

const port = z.coerce.number().int().min(0).max(65_535);
const size = z.coerce.number().int().positive();
const networks = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''))
  .pipe(z.array(z.string().refine(isNetwork, 'it takes networks such as 10.0.0.0/8, separated by commas')));

const Environment = z.object({
  GLACIS_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on'),
  GLACIS_PORT: port.default(7400).describe('UI and API; 0 = off'),
  GLACIS_SYSLOG_PORT: port.default(5514).describe('Syslog over TCP and UDP; 0 = off'),
  GLACIS_SYSLOG_TLS_PORT: port.default(6514).describe('Syslog over TLS; 0 = off'),
  GLACIS_DATA: z.string().min(1).default('./data').describe('Data directory'),
  GLACIS_ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(ROLES)).min(1))
    .describe(`Which parts this process runs: ${ROLES.join(', ')}`),
  GLACIS_PUBLIC_URL: z.url().optional().describe('Address that people use, for links, cookies and single sign-on'),
  GLACIS_TRUSTED_PROXIES: networks.describe('Networks of reverse proxies whose X-Forwarded-For, -Proto and -Host are believed'),
  GLACIS_OUTGOING_ALLOW: networks.describe('Networks that webhooks, mail, single sign-on, registries, clusters and code hosts may reach although they are not public'),
  GLACIS_BOOTSTRAP_TOKEN: z.string().min(24).optional().describe('API token of the first owner, for unattended set-up'),
  GLACIS_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Detail of the server log'),
  GLACIS_SPOOL_BYTES: size.default(4 * 1024 ** 3).describe('How many bytes accepted lines may wait on disk'),
  GLACIS_ENGINE_MEMORY: size.default(4 * 1024 ** 3).describe('Memory limit of the embedded event engine, in bytes'),
  GLACIS_ADVISORIES: z.string().min(1).optional().describe('Directory of the advisories; `advisories` in the data directory when left out'),
  GLACIS_ADVISORIES_FROM: z.string().max(2_000).default('').describe("Where the server takes advisories from each hour: an address or a directory; OSV's public bucket when left out, `off` = never"),
  GLACIS_RESTORE_DRILL: z.enum(['weekly', 'off']).default('weekly').describe('Whether the server tries each week whether a backup can be restored: `weekly` or `off`'),
  DATABASE_URL: z.string().startsWith('postgres').optional().describe('PostgreSQL >= 15 instead of the embedded one'),
  CLICKHOUSE_URL: z.url().optional().describe('ClickHouse >= 26.2 instead of the embedded one'),
});

export type Config = Readonly<{
  host: string;
  port: number;
  syslogPort: number;
  syslogTlsPort: number;
  /** Absolute path of the data directory. */
  data: string;
  roles: readonly Role[];
  publicUrl: string | undefined;
  trustedProxies: readonly string[];
  outgoingAllow: readonly string[];
  bootstrapToken: string | undefined;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  spoolBytes: number;
  engineMemory: number;
  /** Absolute path of the directory of the advisories. */
  advisories: string;
  /** Where they are synced from; empty: from the public; `off`: never. */
  advisoriesFrom: string;
  /** When a backup is tried. */
  restoreDrill: 'weekly' | 'off';
  databaseUrl: string | undefined;
  clickhouseUrl: string | undefined;
}>;

/** The variables with their defaults and meaning, from which docs/configuration.md is checked. */
export const variables = Object.entries(Environment.shape).map(([name, schema]) => ({
  name,
  meaning: schema.description ?? '',
}));

/**
 * Reads the configuration from the environment.
 * @throws {GlacisError} `misconfigured`, naming the variable (never its value).
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw errors.misconfigured({ name: String(issue?.path[0] ?? 'environment'), reason: `is not right: ${issue?.message ?? ''}` });
  }
  const e = parsed.data;
  return {
    host: e.GLACIS_HOST,
    port: e.GLACIS_PORT,
    syslogPort: e.GLACIS_SYSLOG_PORT,
    syslogTlsPort: e.GLACIS_SYSLOG_TLS_PORT,
    data: resolve(e.GLACIS_DATA),
    roles: e.GLACIS_ROLES,
    publicUrl: e.GLACIS_PUBLIC_URL,
    trustedProxies: e.GLACIS_TRUSTED_PROXIES,
    outgoingAllow: e.GLACIS_OUTGOING_ALLOW,
    bootstrapToken: e.GLACIS_BOOTSTRAP_TOKEN,
    logLevel: e.GLACIS_LOG_LEVEL,
    spoolBytes: e.GLACIS_SPOOL_BYTES,
    engineMemory: e.GLACIS_ENGINE_MEMORY,
    advisories: resolve(e.GLACIS_ADVISORIES ?? join(e.GLACIS_DATA, 'advisories')),
    advisoriesFrom: e.GLACIS_ADVISORIES_FROM,
    restoreDrill: e.GLACIS_RESTORE_DRILL,
    databaseUrl: e.DATABASE_URL,
    clickhouseUrl: e.CLICKHOUSE_URL,
  };
}

function isNetwork(text: string): boolean {
  try {
    parseNetwork(text);
    return true;
  } catch {
    return false;
  }
}
