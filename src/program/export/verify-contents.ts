import { createPublicKey, type KeyObject } from 'node:crypto';
import { Bundle, checkBundle } from '../decision/bundle.ts';
import { keyIdOf, parsedJson, payloadDigest, signersOf } from '../decision/dsse.ts';
import { digestOf } from '../gate/digest.ts';
import { ObservationLine, StatementLine, VersionLines, type ExportedKeys } from './contract.ts';

/** What an archive holds. `named`: observations by which decisions were made; `here`: those of them that the archive has. */
export type Found = { gates: number; decisions: number; open: number; evidence: { named: number; here: number }; statements: number; programs: { named: number; here: number } };

/** Checks what files say, one by one; each check gives what is wrong. */
export function contentChecks(keys: ExportedKeys, trusted: ReadonlySet<string>) {
  const observed = new Set<string>();
  const inputs = new Set<string>();
  const policies = new Set<string>();
  const programs = new Set<string>();
  const gates = new Map<string, { previous: string; at: number }>();
  let decisions = 0;
  let open = 0;
  let statements = 0;

  function bundle(gate: string, body: Buffer): string | undefined {
    const parsed = Bundle.safeParse(parsedJson(body.toString('utf8'))).data;
    if (parsed === undefined) return 'is no bundle of decisions.';
    if (parsed.rootKey !== keys.rootKey) return 'is of another first key.';
    const checked = checkBundle(parsed, trusted);
    if (checked.is !== 'sound') return checked.words;
    const before = gates.get(gate);
    const [first] = checked.decisions;
    if (checked.decisions.some(({ predicate }) => predicate.glacis.gate !== gate)) return 'is of another gate.';
    if (before !== undefined && (first?.predicate.glacis.previous !== before.previous || Date.parse(first.predicate.timeVerified) < before.at)) return 'does not follow the file before it: decisions were left out, or put in.';
    for (const { predicate } of checked.decisions) {
      decisions += 1;
      if (predicate.glacis.state === 'open') open += 1;
      for (const { digest } of predicate.inputAttestations) inputs.add(digest.sha256);
      policies.add(predicate.policy.digest.sha256);
    }
    const last = parsed.decisions.at(-1);
    if (last !== undefined) gates.set(gate, { previous: payloadDigest(last), at: Date.parse(checked.decisions.at(-1)?.predicate.timeVerified ?? '') });
    return undefined;
  }

  function observation(line: string): string | undefined {
    const parsed = ObservationLine.safeParse(parsedJson(line)).data;
    if (parsed === undefined) return 'holds a line that is no observation.';
    if (digestOf(parsed.observation) !== parsed.digest) return `an observation of ${parsed.observation.fact} is not the one that its digest names.`;
    observed.add(parsed.digest);
    for (const digest of believedLess(parsed.observation)) observed.add(digest);
    return undefined;
  }

  function statement(line: string): string | undefined {
    const parsed = StatementLine.safeParse(parsedJson(line)).data;
    if (parsed === undefined) return 'holds a line that is no statement.';
    if (payloadDigest(parsed.envelope) !== parsed.digest) return `the statement ${parsed.digest} is another one.`;
    const known = new Map(parsed.signers.flatMap(({ keyid, publicKey }): [string, KeyObject][] => {
      const key = readKey(publicKey);
      return key === undefined || keyIdOf(key) !== keyid ? [] : [[keyid, key]];
    }));
    if (known.size !== parsed.signers.length || signersOf(parsed.envelope, known).length !== known.size) return `the statement ${parsed.digest} is not signed by who is said to have signed it.`;
    statements += 1;
    return undefined;
  }

  return {
    /** What is wrong with a file; undefined where nothing is, or it says nothing that could be checked beyond its sum. */
    take(name: string, body: Buffer): string | undefined {
      const [, gate] = /^decisions\/([a-z0-9-]+)\/\d+\.json$/.exec(name) ?? [];
      if (gate !== undefined) return bundle(gate, body);
      if (name.startsWith('evidence/observations-')) return firstWrong(body, observation);
      if (name.startsWith('evidence/statements-')) return firstWrong(body, statement);
      if (name !== 'program/versions.json') return undefined;
      const versions = VersionLines.safeParse(parsedJson(body.toString('utf8'))).data;
      for (const { digest } of versions ?? []) programs.add(digest);
      return versions === undefined ? 'holds no versions.' : undefined;
    },
    found: (): Found => ({
      gates: gates.size, decisions, open, statements,
      evidence: { named: inputs.size, here: shared(inputs, observed) }, programs: { named: policies.size, here: shared(policies, programs) },
    }),
  };
}

/** More signers than this have no statement in practice, and the ways to believe some of them are many. */
const MOST_SIGNERS = 4;

/** By what decisions name an observation when some of the keys that signed it are believed no longer. */
function believedLess(observation: ObservationLine['observation']): string[] {
  const { provenance } = observation;
  if (provenance.is !== 'statement') return [];
  const { keys } = provenance;
  const some = keys.length > MOST_SIGNERS ? [[]] : Array.from({ length: 2 ** keys.length }, (_, set) => keys.filter((_key, at) => (set & (1 << at)) !== 0));
  return some.map((left) => digestOf({ ...observation, provenance: { ...provenance, keys: left } }));
}

function firstWrong(body: Buffer, check: (line: string) => string | undefined): string | undefined {
  for (const line of body.toString('utf8').split('\n')) {
    const wrong = line === '' ? undefined : check(line);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

const shared = (named: ReadonlySet<string>, here: ReadonlySet<string>): number => [...named].filter((one) => here.has(one)).length;
