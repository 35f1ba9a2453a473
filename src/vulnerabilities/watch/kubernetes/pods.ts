import { z } from 'zod';
import type { Placed } from '../../../inventory/index.ts';

const text = z.string().max(1_000);
const State = z.object({ running: z.object({ startedAt: z.iso.datetime({ offset: true }).nullish() }).nullish() });
const Status = z.object({ name: text, image: text.default(''), imageID: text.default(''), state: State.nullish() });
const Port = z.object({ containerPort: z.number().int(), hostPort: z.number().int().nullish(), hostIP: text.nullish(), protocol: text.nullish() });
const Pod = z.object({
  metadata: z.object({
    name: text, namespace: text,
    labels: z.record(z.string(), z.string()).nullish(),
    ownerReferences: z.array(z.object({ kind: text, name: text, controller: z.boolean().nullish() })).nullish(),
  }),
  spec: z.object({ nodeName: text.nullish(), containers: z.array(z.object({ name: text, ports: z.array(Port).nullish() })).nullish() }),
  status: z.object({ containerStatuses: z.array(Status).nullish(), initContainerStatuses: z.array(Status).nullish(), ephemeralContainerStatuses: z.array(Status).nullish() }).nullish(),
});
export type Pod = z.infer<typeof Pod>;

/** A page of `GET /api/v1/pods` (Kubernetes API, core/v1 PodList): what it takes to know where images run. */
export const PodList = z.object({ kind: z.literal('PodList'), metadata: z.object({ continue: z.string().max(100_000).nullish() }), items: z.array(Pod) });
export type PodList = z.infer<typeof PodList>;

const MOST_PORTS = 50;

/** A container that runs, as the inventory takes it; which node of ours its host is, is not known here. */
export type RunningContainer = Omit<Placed, 'nodeId'>;

/** The containers of a pod that run now: its own, its sidecars, and those that somebody debugs with. */
export function containersOf({ metadata, spec, status }: Pod): RunningContainer[] {
  const host = spec.nodeName;
  if (typeof host !== 'string' || host === '') return [];
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? []), ...(status?.ephemeralContainerStatuses ?? [])];
  return all.flatMap(({ name, image, imageID, state }) => {
    const running = state?.running;
    if (!running) return [];
    return [{
      image: imageOf(image, imageID), host, runtime: 'kubernetes', namespace: metadata.namespace,
      workload: workloadOf(metadata),
      ports: (spec.containers?.find((one) => one.name === name)?.ports ?? []).slice(0, MOST_PORTS).map(portOf),
      startedAt: typeof running.startedAt === 'string' ? new Date(running.startedAt) : null,
    }];
  });
}

/**
 * `registry.example/web@sha256:…`, with `docker-pullable://` before it from Docker; or the image's id alone, also after
 * `docker://`. Where the name that it was started by was resolved to an id, the name in imageID says more.
 */
function imageOf(image: string, imageId: string): RunningContainer['image'] {
  const bare = imageId.replace(/^[a-z-]+:\/\//, '');
  const digest = /(?:^|@)(sha256:[0-9a-f]{64})$/.exec(bare)?.[1] ?? null;
  const isNamed = image !== '' && !image.startsWith('sha256:');
  return { reference: isNamed ? image : bare, digest };
}

/** What keeps the pod running. The name of a Deployment's ReplicaSet ends with a hash that its pods are labelled with. */
function workloadOf({ name, labels, ownerReferences }: Pod['metadata']): string {
  const owner = ownerReferences?.find(({ controller }) => controller === true);
  if (!owner) return `Pod/${name}`;
  const hash = labels?.['pod-template-hash'];
  const isOfDeployment = owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`);
  return isOfDeployment ? `Deployment/${owner.name.slice(0, -(hash.length + 1))}` : `${owner.kind}/${owner.name}`;
}

/** As Docker writes them: what the host publishes, and what only other containers reach. */
const portOf = ({ containerPort, hostPort, hostIP, protocol }: z.infer<typeof Port>): string => {
  const inside = `${containerPort}/${(protocol ?? 'TCP').toLowerCase()}`;
  return typeof hostPort === 'number' && hostPort > 0 ? `${hostIP === undefined || hostIP === null || hostIP === '' ? '0.0.0.0' : hostIP}:${hostPort}->${inside}` : inside;
};
