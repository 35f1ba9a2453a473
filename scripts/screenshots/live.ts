import { Asset, EnrolledNode, Enrolment } from '../../src/inventory/contract.ts';
import { z } from 'zod';
import { images, nodes, reportOf, repository } from './estate.ts';

const Assets = z.object({ items: z.array(Asset) });

/** Lets what a company runs come to a server as it would: nodes enrol and report each hour, CI sends scans, people say who owns what and plan. */
export async function estate(url: string, token: string) {
  const credentials = new Map<string, string>();

  async function call<T extends z.ZodType>(method: string, path: string, answer: T, body?: unknown, by = token): Promise<z.output<T>> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method, headers: { authorization: `Bearer ${by}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return answer.parse(await response.json());
  }
  const said = (method: string, path: string, body: unknown, by?: string) => call(method, path, z.unknown(), body, by);

  await said('PUT', '/owner-rules', {
    rules: [
      { name: 'The shop', kind: null, match: '*/shop*', namespace: null, owner: 'payments', environment: 'production', internetFacing: null },
      { name: 'Runners', kind: 'node', match: 'runner-*', namespace: null, owner: 'platform', environment: 'build', internetFacing: false },
      { name: 'The edge', kind: 'node', match: '*-1', namespace: null, owner: 'platform', environment: 'production', internetFacing: null },
    ],
  });

  return {
    /** Each node changes a token for its own credential. */
    async enrol(): Promise<void> {
      for (const { name, owner } of nodes) {
        const made = await call('POST', '/agents/enrolments', Enrolment, { owner, environment: name.startsWith('runner') ? 'build' : 'production' });
        const machine = Buffer.from(name.padEnd(32, '.')).toString('hex');
        const { token: own } = await call('POST', '/agents/enroll', EnrolledNode, { token: made.token, name, machine, version: '0.1.0' });
        credentials.set(name, own);
      }
    },

    /** What is told in the hour that begins `ago` hours before now, at an instant of it. */
    async told(ago: number, at: string): Promise<void> {
      for (const node of nodes) if (ago > node.silentFor) await said('POST', '/agents/report', reportOf(node, at), credentials.get(node.name));
      if (ago === 20) for (const { name, digest, report } of images) await said('POST', `/scans?${new URLSearchParams({ kind: 'image', name, digest, wait: 'true' }).toString()}`, report(at));
      if (ago === 4) await said('POST', `/scans?${new URLSearchParams({ kind: 'repository', name: repository.name, wait: 'true' }).toString()}`, repository.report(at));
      if (ago === 3) await decide();
    },
  };

  /** The bastion and the web servers are reached from everywhere; two fixes are planned. */
  async function decide(): Promise<void> {
    const { items } = await call('GET', '/assets?kind=node', Assets);
    for (const { id, name } of items) if (/^(?:bastion|web)-/.test(name)) await said('PATCH', `/assets/${id}`, { internetFacing: true, ...(name === 'bastion-1' ? { note: 'The only way in for people. Ask platform before restarting sshd.' } : {}) });
    const due = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10);
    for (const [name, change] of [['libxml2', 'The base image of next week'], ['curl', 'unattended-upgrades on Monday']] as const) {
      await said('POST', '/issues/actions', { action: { do: 'plan', owner: 'platform', due, change }, filter: { package: name, required: 'true' } });
    }
  }
}
