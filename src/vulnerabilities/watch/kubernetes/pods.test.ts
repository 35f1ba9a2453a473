import { describe, expect, test } from 'vitest';
import { PodList, containersOf } from './pods.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const running = { running: { startedAt: '2026-11-23T12:00:00Z' } };
/** A pod as the API gives it, with what is not read left in. */
const pod = (more: { metadata?: object; spec?: object; status?: object } = {}) => PodList.parse({
  kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' },
  items: [{
    metadata: { name: 'web-6d4cf56db6-x7k2p', namespace: 'shop', uid: 'u', labels: { app: 'web', 'pod-template-hash': '6d4cf56db6' }, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-6d4cf56db6', uid: 'r', controller: true, blockOwnerDeletion: true }], ...more.metadata },
    spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'registry.example/shop/web:1', ports: [{ containerPort: 8443, hostPort: 443, protocol: 'TCP' }, { containerPort: 9090 }] }], ...more.spec },
    status: { phase: 'Running', containerStatuses: [{ name: 'web', ready: true, restartCount: 0, image: 'registry.example/shop/web:1', imageID: `registry.example/shop/web@${digest}`, containerID: 'containerd://1', state: running }], ...more.status },
  }],
}).items.flatMap(containersOf);

test('a container that runs is placed with its image, its workload and its ports', () => {
  expect(pod()).toEqual([{
    image: { reference: 'registry.example/shop/web:1', digest }, host: 'node-1', runtime: 'kubernetes', namespace: 'shop', workload: 'Deployment/web',
    ports: ['0.0.0.0:443->8443/tcp', '9090/tcp'], startedAt: new Date('2026-11-23T12:00:00Z'),
  }]);
});

describe('which image it is', () => {
  test.for([
    ['containerd', 'registry.example/shop/web:1', `registry.example/shop/web@${digest}`, { reference: 'registry.example/shop/web:1', digest }],
    ['Docker', 'web:1', `docker-pullable://web@${digest}`, { reference: 'web:1', digest }],
    ['Docker, built there', 'web:1', `docker://${digest}`, { reference: 'web:1', digest }],
    ['CRI-O, by id', `sha256:${'b'.repeat(64)}`, `registry.example/shop/web@${digest}`, { reference: `registry.example/shop/web@${digest}`, digest }],
    ['an id alone', 'web:1', digest, { reference: 'web:1', digest }],
    ['not pulled yet', 'web:1', '', { reference: 'web:1', digest: null }],
    ['nonsense', 'web:1', 'x@sha256:short', { reference: 'web:1', digest: null }],
  ] as const)('%s', ([, image, imageID, expected]) => {
    expect(pod({ status: { containerStatuses: [{ name: 'web', image, imageID, state: running }] } })[0]?.image).toEqual(expected);
  });
});

test.for([
  ['of a Deployment', {}, 'Deployment/web'],
  ['of a ReplicaSet by itself', { labels: {} }, 'ReplicaSet/web-6d4cf56db6'],
  ['of a DaemonSet', { ownerReferences: [{ kind: 'DaemonSet', name: 'logs', controller: true }] }, 'DaemonSet/logs'],
  ['of nobody', { ownerReferences: null, labels: null }, 'Pod/web-6d4cf56db6-x7k2p'],
  ['that others only know', { ownerReferences: [{ kind: 'Node', name: 'node-1', controller: false }] }, 'Pod/web-6d4cf56db6-x7k2p'],
] as const)('a pod %s is named so', ([, metadata, workload]) => {
  expect(pod({ metadata })[0]?.workload).toBe(workload);
});

test('sidecars and debuggers run, too; what waits or has ended does not, nor what no node has', () => {
  const status = (name: string, state: object | null) => ({ name, image: `${name}:1`, imageID: '', state });
  const found = pod({ status: {
    containerStatuses: [status('web', running), status('waiting', { waiting: { reason: 'CrashLoopBackOff' } }), status('ended', { terminated: { exitCode: 0 } }), status('unknown', null)],
    initContainerStatuses: [status('sidecar', running), status('init', { terminated: { exitCode: 0 } })], ephemeralContainerStatuses: [status('debug', running)],
  } });
  expect(found.map(({ image }) => image.reference)).toEqual(['web:1', 'sidecar:1', 'debug:1']);
  expect(pod({ spec: { nodeName: null } })).toEqual([]);
  expect(pod({ status: { containerStatuses: null } })).toEqual([]);
});
