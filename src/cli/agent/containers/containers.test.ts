import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Container } from '../../../inventory/contract.ts';
import { containerdContainers, containerdTasks } from './containerd.ts';
import { dockerContainers, dockerSocket } from './docker.ts';

const id = (letter: string) => `sha256:${letter.repeat(64)}`;

let place: string;
beforeAll(() => { place = mkdtempSync(join(tmpdir(), 'glacis-containers-')); });
afterAll(() => rmSync(place, { recursive: true }));

describe('containers of Docker (answers in the shape of the Engine API 1.47)', () => {
  let server: Server;
  let socket: string;
  const port = (more: object) => ({ PrivatePort: 80, Type: 'tcp', ...more });
  const running = [
    { Id: 'c1', Names: ['/web'], Image: 'nginx:1.27', ImageID: id('1'), Command: 'nginx', Created: 1_764_000_000, Ports: [port({ IP: '0.0.0.0', PublicPort: 8080 }), port({ IP: '::', PublicPort: 8080 }), port({ PrivatePort: 9000 })], Labels: {}, State: 'running', Status: 'Up', HostConfig: { NetworkMode: 'bridge' }, NetworkSettings: {}, Mounts: [] },
    { Id: 'c2', Names: ['/shop'], Image: 'registry.example/shop/web:1.4', ImageID: id('2'), Created: 1_764_000_000, Ports: [], State: 'running' },
    { Id: 'c3', Names: ['/built-here'], Image: 'mine', ImageID: id('3'), Ports: null, State: 'running' },
    { Id: 'c4', Names: null, Image: id('4'), ImageID: id('4'), Created: 0, State: 'running' },
    { Id: 'c5', Names: ['/pinned'], Image: `registry.example/p@${id('e')}`, ImageID: id('5'), Created: 1_764_000_000, State: 'running' },
  ];
  const digests: Record<string, string[]> = {
    [id('1')]: [`mirror.example/nginx@${id('a')}`, `nginx@${id('b')}`], [id('2')]: [`registry.example/shop/web@${id('c')}`], [id('3')]: [], [id('5')]: [`other.example/p@${id('d')}`, `registry.example/p@${id('e')}`],
  };

  beforeAll(async () => {
    socket = join(place, 'docker.sock');
    server = createServer((request, response) => {
      const image = /^\/images\/(.*)\/json$/.exec(request.url ?? '')?.[1];
      const found = image === undefined ? undefined : digests[decodeURIComponent(image)];
      if (request.url === '/containers/json') response.end(JSON.stringify(running));
      else if (found) response.end(JSON.stringify({ Id: image, RepoTags: [], RepoDigests: found }));
      else response.writeHead(404).end('{"message":"no such image"}');
    });
    await new Promise<void>((resolve) => { server.listen(socket, resolve); });
  });
  afterAll(() => void server.close());

  test('have the digest of their repository, and else the id of their image', async () => {
    const containers = await dockerContainers(socket);
    expect(containers.map((one) => Container.parse(one))).toEqual(containers);
    expect(containers.map(({ name, image, digest }) => [name, image, digest])).toEqual([
      ['web', 'nginx:1.27', id('b')], ['shop', 'registry.example/shop/web:1.4', id('c')], ['built-here', 'mine', id('3')], ['c4', id('4'), id('4')], ['pinned', `registry.example/p@${id('e')}`, id('e')],
    ]);
    expect(containers[0]).toMatchObject({ runtime: 'docker', namespace: null, ports: ['0.0.0.0:8080->80/tcp', '[::]:8080->80/tcp', '9000/tcp'], startedAt: '2025-11-24T16:00:00.000Z' });
    expect(containers[3]?.startedAt).toBeNull();
  });

  test('are not taken for gone where the daemon does not answer as it should', async () => {
    await expect(dockerContainers(join(place, 'none.sock'))).rejects.toThrow();
    const bad = createServer((_, response) => void response.writeHead(500).end('no'));
    await new Promise<void>((resolve) => { bad.listen(join(place, 'bad.sock'), resolve); });
    await expect(dockerContainers(join(place, 'bad.sock'))).rejects.toThrow('500');
    bad.close();
  });

  test('are asked for where DOCKER_HOST says, if that is on this machine', () => {
    expect(dockerSocket({ DOCKER_HOST: 'unix:///run/other.sock' })).toBe('/run/other.sock');
    expect(dockerSocket({ DOCKER_HOST: 'tcp://10.0.0.1:2375' })).toBeUndefined();
  });
});

describe('tasks of containerd', () => {
  const write = (path: string, content: string) => {
    mkdirSync(join(place, dirname(path)), { recursive: true });
    writeFileSync(join(place, path), content);
  };
  const task = (namespace: string, name: string, annotations: object | null, pid: string) => {
    write(`tasks/${namespace}/${name}/config.json`, JSON.stringify({ ociVersion: '1.1.0', ...(annotations ? { annotations } : {}) }));
    write(`tasks/${namespace}/${name}/init.pid`, pid);
  };
  const cri = (more: object) => ({ 'io.kubernetes.cri.container-type': 'container', 'io.kubernetes.cri.sandbox-name': 'web-7d4', 'io.kubernetes.cri.sandbox-namespace': 'shop', 'io.kubernetes.cri.container-name': 'nginx', 'io.kubernetes.cri.image-name': 'docker.io/library/nginx:1.27', ...more });
  const where = () => ({ tasks: join(place, 'tasks'), proc: join(place, 'proc') });

  beforeAll(() => {
    mkdirSync(join(place, 'proc/41'), { recursive: true });
    task('k8s.io', 'one', cri({}), '41');
    task('k8s.io', 'pause', { 'io.kubernetes.cri.container-type': 'sandbox' }, '41');
    task('k8s.io', 'gone', cri({}), '42');
    task('k8s.io', 'pinned', cri({ 'io.kubernetes.cri.container-name': 'side', 'io.kubernetes.cri.image-name': `registry.example/s@${id('f')}` }), '41');
    task('moby', 'docker', null, '41');
    task('default', 'nerdctl', { 'nerdctl/name': 'x' }, '41');
    write('tasks/default/broken/config.json', 'no JSON');
    write('tasks/default/broken/init.pid', '41');
  });

  test('are told as Kubernetes annotates them, without pods\' own and without those of Docker', () => {
    const { containers, unnamed } = containerdContainers({ withoutDocker: true, ...where() });
    expect(containers.map((one) => Container.parse(one))).toEqual(containers);
    expect(containers).toMatchObject([
      { runtime: 'kubernetes', name: 'web-7d4/nginx', namespace: 'shop', image: 'docker.io/library/nginx:1.27', digest: null, ports: [] },
      { name: 'web-7d4/side', digest: id('f') },
    ]);
    expect(unnamed).toBe(2);
    expect(containerdContainers({ withoutDocker: false, ...where() }).unnamed).toBe(3);
  });

  test('are those whose first process lives', () => {
    expect(containerdTasks(where().tasks, where().proc).map((one) => one.id)).not.toContain('gone');
    expect(containerdTasks(join(place, 'none'))).toEqual([]);
  });
});
