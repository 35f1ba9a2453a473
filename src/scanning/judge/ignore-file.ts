import { matchesGlob } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { errors, reasonOf } from '../../kernel/errors.ts';
import { purlPattern } from './vex/purl-matching.ts';

/** One decision not to count something. */
export type IgnoreRule = {
  /** Id of a vulnerability (any of its aliases) or of a rule for secrets. */
  id: string;
  of: 'vulnerability' | 'secret';
  /** Only at these places; glob patterns. Empty: everywhere. */
  paths: readonly string[];
  /** Only these packages: purls, versions and qualifiers may be left out. Empty: all. */
  purls: readonly string[];
  reason: string;
  /** The first day (UTC, YYYY-MM-DD) on which it no longer holds. */
  until?: string;
};

const text = z.string().min(1).max(4_096);
const day = z.union([
  z.string().refine((value) => /^\d{4}-\d{2}-\d{2}(?:T.*)?$/.test(value) && !Number.isNaN(Date.parse(value)), 'it is not a day such as 2027-01-31').transform((value) => value.slice(0, 10)),
  z.date().transform((value) => value.toISOString().slice(0, 10)),
]);
const Entry = z.strictObject({
  id: text,
  paths: z.array(text).max(1_000).default([]),
  purls: z.array(text.refine((purl) => purlPattern(purl) !== undefined, 'it is no purl such as pkg:npm/name')).max(1_000).default([]),
  statement: z.string().max(8_192).optional(),
  expired_at: day.optional(),
});
const IgnoreFile = z.object({
  vulnerabilities: z.array(Entry).max(100_000).default([]),
  secrets: z.array(Entry).max(100_000).default([]),
}).loose();

/** Aliases that a YAML document may expand to: no decision needs more. */
const MAX_ALIASES = 100;

/**
 * The rules of a `.trivyignore.yaml` (its `vulnerabilities` and `secrets`), or of a plain `.trivyignore`: an id a line,
 * `exp:2027-01-31` behind it, `#` begins a comment.
 * @throws {GlacisError} `invalid`, naming the file and what is wrong: a decision that is not understood must not be lost in silence.
 */
export function readIgnoreFile(content: string, name: string): IgnoreRule[] {
  return /\.ya?ml$/.test(name) ? ofYaml(content, name) : ofLines(content, name);
}

function ofYaml(content: string, name: string): IgnoreRule[] {
  let document: unknown;
  try {
    document = parse(content, { maxAliasCount: MAX_ALIASES }) ?? {};
  } catch (error) {
    throw errors.invalid({ what: `${name} is not YAML: ${reasonOf(error)}` });
  }
  const parsed = IgnoreFile.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw errors.invalid({ what: `${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is not an ignore file'}` });
  }
  const rule = (of: IgnoreRule['of']) => ({ id, paths, purls, statement, expired_at: until }: z.infer<typeof Entry>): IgnoreRule =>
    ({ id, of, paths, purls, reason: statement ?? '', ...(until === undefined ? {} : { until }) });
  return [...parsed.data.vulnerabilities.map(rule('vulnerability')), ...parsed.data.secrets.map(rule('secret'))];
}

function ofLines(content: string, name: string): IgnoreRule[] {
  const rules: IgnoreRule[] = [];
  let comment = '';
  for (const [index, line] of content.split(/\r?\n/).entries()) {
    const hash = line.indexOf('#');
    const said = hash === -1 ? '' : line.slice(hash + 1).trim();
    const [id, ...options] = (hash === -1 ? line : line.slice(0, hash)).trim().split(/\s+/);
    if (id === undefined || id === '') {
      comment = said;
      continue;
    }
    const unknown = options.find((option) => !option.startsWith('exp:'));
    if (unknown !== undefined) throw errors.invalid({ what: `${name}:${index + 1}: ${unknown} is not understood: behind an id stands exp:2027-01-31 or nothing.` });
    const expiry = options.find((option) => option.startsWith('exp:'))?.slice(4);
    if (expiry !== undefined && !day.safeParse(expiry).success) throw errors.invalid({ what: `${name}:${index + 1}: ${expiry} is not a day such as 2027-01-31.` });
    // A plain line may name a vulnerability or a rule for secrets: nothing tells them apart, and their ids never meet.
    for (const kind of ['vulnerability', 'secret'] as const) {
      rules.push({ id, of: kind, paths: [], purls: [], reason: said || comment, ...(expiry === undefined ? {} : { until: expiry.slice(0, 10) }) });
    }
  }
  return rules;
}

/** Whether a rule still holds on a day (UTC, YYYY-MM-DD). */
export const holds = (rule: IgnoreRule, today: string): boolean => rule.until === undefined || today < rule.until;

/** Whether a rule speaks of one of these places. */
export const isPlaceMeant = (rule: IgnoreRule, paths: readonly string[]): boolean =>
  rule.paths.length === 0 || paths.every((path) => rule.paths.some((pattern) => matchesGlob(path, pattern.replace(/^\//, ''))));
