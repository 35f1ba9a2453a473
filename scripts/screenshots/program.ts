import { generateKeyPairSync, sign } from 'node:crypto';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { Invitation } from '../../src/identity/contract.ts';
import { Claim, EvidenceKey, OverrideAnswer } from '../../src/program/contract.ts';
import { ProgramFile, template } from '../../src/program/offline.ts';

type Call = <T extends z.ZodType>(method: string, path: string, answer: T, body?: unknown, cookie?: string) => Promise<z.output<T>>;

const DAY = 86_400_000;
const PASSWORD = 'a long sentence nobody guesses';
const dayIn = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

/** The template with days, estimates, a claim, and a first gate that is small enough to be open. */
function written(): string {
  const file = ProgramFile.parse(parse(template('cloud-launch')));
  const into = (id: string, change: Partial<ProgramFile['milestones'][string]>) => {
    const milestone = file.milestones[id];
    if (milestone !== undefined) file.milestones[id] = { ...milestone, ...change };
  };
  into('images-scanned', { tbd: undefined, release: '3.23' });
  into('images-first-resolved', { tbd: undefined, release: '3.23', claimed: { by: 'the old page of goals', words: 'struck through' } });
  for (const id of ['images-resolved-or-planned', 'nodes-scanned']) into(id, { tbd: undefined, release: '3.24' });
  for (const id of ['nodes-resolved-or-planned', 'central-logs', 'audit-and-access-logs']) into(id, { tbd: undefined, release: '3.25' });
  for (const id of Object.keys(file.milestones)) if (id !== 'own-secrets') into(id, { estimate: '16h' });
  return stringify({
    ...file,
    capacity: { ...file.capacity, 'hours-a-week': 72 },
    releases: { '3.23': dayIn(4), '3.24': dayIn(32), '3.25': dayIn(60) },
    gates: {
      'public-code': {
        title: 'Public code', question: 'May we host public code?', milestones: [],
        conditions: { seen: { title: 'Sign-ins are seen', when: 'signins.products > 0' }, lag: { title: 'Detections are not behind', when: 'detections.lag_batches <= 10' } },
      },
      ...file.gates,
    },
  }, { lineWidth: 0 });
}

/** Lets a company decide by evidence: a prober signs what it sees, two people say what nothing measures, and one condition is overridden for a week. */
export async function decideByEvidence(call: Call): Promise<void> {
  await call('PUT', '/program', z.unknown(), { text: written() });
  const [ada, bruno] = [await personCalled('Ada Lund', call), await personCalled('Bruno Costa', call)];
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const stated = { 'boundary.connected': true, 'boundary.leaks': 0, 'boundary.unproved': 2, 'boundary.revocation_seconds': 41, 'cloud.private_code': true, 'bounty.unfixed': 0, 'ctf.finished': true, 'ctf.unfixed': 1, 'ctf.retested': false };
  const { keyid } = await call('POST', '/evidence/keys', EvidenceKey, { name: 'security prober', publicKey: publicKey.export({ type: 'spki', format: 'pem' }), facts: Object.keys(stated) }, ada);
  await call('POST', `/evidence/keys/${keyid}/confirm`, EvidenceKey, undefined, bruno);
  const type = 'application/vnd.in-toto+json';
  const payload = Buffer.from(JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1', subject: [{ name: 'acme/cloud', digest: { sha256: 'a7'.repeat(32) } }], predicateType: 'https://glacis.dev/facts/v1',
    predicate: { facts: stated, at: new Date(Date.now() - 20 * 60_000).toISOString() },
  }));
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
  await call('POST', '/evidence', z.unknown(), { payloadType: type, payload: payload.toString('base64'), signatures: [{ sig: sign(null, signed, privateKey).toString('base64') }] });

  const say = (fact: string, value: boolean | number, reason: string) => call('POST', '/evidence/claims', Claim, { fact, value, reason, until: new Date(Date.now() + 80 * DAY).toISOString() }, ada);
  const { id: published } = await say('bounty.advertised', true, 'The page of the bounty is public, and its form of reports works.');
  await call('POST', `/evidence/claims/${published}/confirm`, Claim, undefined, bruno);
  await say('secrets.exposed', 0, 'The three tokens that were found in old images are revoked.');

  const { id } = await call('POST', '/gates/infra-repo/overrides', OverrideAnswer, {
    requirements: ['images-first-resolved/three'], reason: 'The fixes are in the release of Monday, which is built and tested.', control: 'The three images run behind the VPN until then.', until: new Date(Date.now() + 6 * DAY).toISOString(),
  }, ada);
  await call('POST', `/overrides/${id}/approve`, OverrideAnswer, undefined, bruno);
}

/** Somebody who comes in, by the cookie of their session. */
async function personCalled(name: string, call: Call): Promise<string> {
  const { link } = await call('POST', '/people', Invitation, { name, email: `${name.toLowerCase().replace(' ', '.')}@example.org`, role: 'admin' });
  const { origin, hash } = new URL(link);
  const accepted = await fetch(`${origin}/api/v1/invitations/accept`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token: hash.replace('#token=', ''), password: PASSWORD }) });
  const cookie = accepted.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`${name} could not come in: ${accepted.status}`);
  return cookie;
}
