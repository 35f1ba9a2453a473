import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { silenceWatch } from '../../src/inventory/agents/silence.ts';
import { Asset, AssetDetail, Enrolment } from '../../src/inventory/contract.ts';
import { AssetPackage } from '../../src/vulnerabilities/contract.ts';
import { eventually, testHouse, type House } from '../support/house.ts';
import { GLACIS, canMakeNodes, debianNodes, type Node, type Nodes } from '../support/nodes.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const PATIENCE = 90_000;

describe.skipIf(!canMakeNodes)('Two nodes of Debian with their agents (needs root, mmdebstrap and the Debian archive)', () => {
  let house: House;
  let nodes: Nodes;
  let docker: Server;
  let containers: object[] = [];
  const made: Record<string, Node> = {};
  const ids: Record<string, string> = {};
  const agents: Record<string, ReturnType<Node['start']>> = {};

  beforeAll(async () => {
    nodes = debianNodes(['libstdc++6', 'netcat-openbsd']);
    house = await testHouse();
    const server = await nodes.address(Number(new URL(house.url).port));
    for (const name of ['one', 'two']) {
      const node = nodes.node(name);
      made[name] = node;
      await node.install('glacis-made', '1.0-1');
      const { token } = Enrolment.parse((await house.api('POST', '/api/v1/agents/enrolments', { owner: `team ${name}` })).json);
      await node.run(`${GLACIS} agent enroll --server ${server} --token ${token} --insecure`);
      ids[name] = z.object({ items: z.array(Asset).length(1) }).parse((await house.api('GET', `/api/v1/assets?kind=node&search=${name}`)).json).items[0]?.id ?? '';
    }
    // Answers in the shape of the Engine API 1.47, since there is no daemon to be had.
    docker = createServer((request, response) => {
      if (request.url === '/containers/json') return void response.end(JSON.stringify(containers));
      response.end(JSON.stringify({ Id: `sha256:${'1'.repeat(64)}`, RepoTags: ['registry.example/shop/web:1.4'], RepoDigests: [`registry.example/shop/web@${DIGEST}`] }));
    });
    mkdirSync(join(made['one']?.root ?? '', 'run'), { recursive: true });
    await new Promise<void>((resolve) => { docker.listen(join(made['one']?.root ?? '', 'run/docker.sock'), resolve); });
    for (const name of ['one', 'two']) agents[name] = made[name]!.start(`exec ${GLACIS} agent run --interval 20s`, name === 'one' ? { DOCKER_HOST: 'unix:///run/docker.sock' } : {});
  }, 600_000);
  afterAll(async () => {
    await nodes?.remove();
    docker?.close();
    await house?.stop();
  });

  const detail = async (name: string) => AssetDetail.parse((await house.api('GET', `/api/v1/assets/${ids[name]}`)).json);
  const versions = async (name: string) =>
    z.object({ items: z.array(AssetPackage) }).parse((await house.api('GET', `/api/v1/assets/${ids[name]}/packages?search=glacis-made`)).json).items.filter(({ type }) => type === 'deb').map(({ version }) => version);

  test('are there with their packages and owners', async () => {
    for (const name of ['one', 'two']) {
      expect(await eventually(() => versions(name), (found) => found.length > 0, PATIENCE)).toEqual(['1.0-1']);
      expect(await detail(name)).toMatchObject({ name, owner: `team ${name}`, distribution: { id: 'debian', version: '12' }, scan: { state: 'current' }, silent: false });
    }
  });

  test('tell of a package that is upgraded, and of one that is removed', async () => {
    await made['one']?.install('glacis-made', '2.0-1');
    expect(await eventually(() => versions('one'), ([version]) => version === '2.0-1', PATIENCE)).toEqual(['2.0-1']);
    expect(await versions('two')).toEqual(['1.0-1']);
    await made['one']?.run('dpkg --purge glacis-made');
    expect(await eventually(() => versions('one'), (found) => found.length === 0, PATIENCE)).toEqual([]);
  });

  test('tell of the containers that run, which are assets and gaps', async () => {
    containers = [{ Id: 'c1', Names: ['/web'], Image: 'registry.example/shop/web:1.4', ImageID: `sha256:${'1'.repeat(64)}`, Created: 1_764_000_000, State: 'running', Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }] }];
    const node = await eventually(() => detail('one'), ({ running }) => running === 1, PATIENCE);
    expect(node.placements).toMatchObject([{ image: { name: 'registry.example/shop/web:1.4', digest: DIGEST }, workload: 'web', ports: ['0.0.0.0:8080->80/tcp'] }]);
    expect((await house.api('GET', `/api/v1/coverage`)).json).toMatchObject({ unknownImages: 1 });
    containers = [];
    expect((await eventually(() => detail('one'), ({ running }) => running === 0, PATIENCE)).placements).toEqual([]);
  });

  test('tell of who listens, and of the package that it is of', async () => {
    // Its network is the node's; its processes are not the agent's to see, so that the agent is started again beside it.
    agents['two']?.kill('SIGKILL');
    agents['two'] = made['two']!.start(`nc -lk 0.0.0.0 8443 & exec ${GLACIS} agent run --interval 20s`);
    const { services, exposed } = await eventually(() => detail('two'), (found) => found.services.length > 0, PATIENCE);
    expect(exposed).toBe(true);
    expect(services).toContainEqual(expect.objectContaining({ protocol: 'tcp', address: '0.0.0.0', port: 8443, exposed: true, process: expect.stringContaining('nc') as string, package: expect.stringContaining('netcat-openbsd') as string }));
  });

  test('are told of when they fall silent, the one and not the other', async () => {
    agents['two']?.kill('SIGKILL');
    const look = silenceWatch(house.kernel, { afterMs: 45_000 });
    const silent = async () => {
      await look();
      return z.object({ items: z.array(Asset) }).parse((await house.api('GET', '/api/v1/assets?silent=true')).json).items.map(({ name }) => name);
    };
    expect(await eventually(silent, (names) => names.length > 0, PATIENCE)).toEqual(['two']);
    agents['two'] = made['two']!.start(`exec ${GLACIS} agent run --interval 20s`);
    expect(await eventually(silent, (names) => names.length === 0, PATIENCE)).toEqual([]);
  });
});
