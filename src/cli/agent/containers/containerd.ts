import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Container } from '../../../inventory/contract.ts';

/** Where containerd's shims keep the bundles of running tasks: <namespace>/<id>/config.json (runtime v2, containerd 1.4 and later). */
const TASKS = '/run/containerd/io.containerd.runtime.v2.task';
/** The namespace that Docker's daemon uses. */
const DOCKER_NAMESPACE = 'moby';
const MOST_TASKS = 10_000;
const MOST_CONFIG = 4 * 1024 * 1024;

const Config = z.object({ annotations: z.record(z.string(), z.string()).nullish() });

type Task = { namespace: string; id: string; directory: string };

const entries = (directory: string): string[] => (existsSync(directory) ? readdirSync(directory) : []);

/** The tasks that run. A bundle whose first process is gone is left behind by a crash. */
export function containerdTasks(tasks = TASKS, proc = '/proc'): Task[] {
  const all = entries(tasks).flatMap((namespace) => entries(join(tasks, namespace)).map((id) => ({ namespace, id, directory: join(tasks, namespace, id) })));
  return all.slice(0, MOST_TASKS).filter(({ directory }) => {
    const pid = textOf(join(directory, 'init.pid'))?.trim();
    return pid === undefined || (/^\d+$/.test(pid) && existsSync(join(proc, pid)));
  });
}

/**
 * Containers of Kubernetes by the annotations that containerd's CRI plugin writes into their OCI configuration (pkg/cri/annotations). There is
 * no digest in them, and what is published stands elsewhere. `unnamed`: tasks of others, which do not say what they run.
 */
export function containerdContainers({ withoutDocker, tasks = TASKS, proc = '/proc' }: { withoutDocker: boolean; tasks?: string; proc?: string }): { containers: Container[]; unnamed: number } {
  let unnamed = 0;
  const containers = containerdTasks(tasks, proc).flatMap(({ namespace, directory }): Container[] => {
    if (withoutDocker && namespace === DOCKER_NAMESPACE) return [];
    const config = Config.safeParse(jsonOf(textOf(join(directory, 'config.json'))));
    const annotation = (name: string) => config.data?.annotations?.[`io.kubernetes.cri.${name}`];
    // The pause container, which holds a pod together.
    if (annotation('container-type') === 'sandbox') return [];
    const image = annotation('image-name');
    if (image === undefined || image === '') {
      unnamed += 1;
      return [];
    }
    const pod = annotation('sandbox-name');
    const name = annotation('container-name') ?? 'container';
    return [{
      runtime: 'kubernetes',
      name: (pod === undefined ? name : `${pod}/${name}`).slice(0, 300),
      namespace: annotation('sandbox-namespace')?.slice(0, 300) ?? null,
      image: image.slice(0, 1_000),
      digest: /(?:@|^)(sha256:[0-9a-f]{64})$/.exec(image)?.[1] ?? null,
      ports: [],
      startedAt: startOf(directory),
    }];
  });
  return { containers, unnamed };
}

/** When the bundle was written: just before its process began. */
function startOf(directory: string): string | null {
  const made = statSync(join(directory, 'config.json'), { throwIfNoEntry: false });
  return made ? made.mtime.toISOString() : null;
}

/** Undefined where there is none, also when its task ended meanwhile. What may not be read is an error. */
function textOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > MOST_CONFIG) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function jsonOf(text: string | undefined): unknown {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
