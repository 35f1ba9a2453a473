import { reasonOf } from '../../../kernel/errors.ts';
import type { Container } from '../../../inventory/contract.ts';
import { containerdContainers } from './containerd.ts';
import { dockerContainers, dockerSocket } from './docker.ts';

/** More than this are not told of: a node runs hundreds at the most. */
const MOST = 5_000;

/** The containers that run here. Null where a runtime is there and could not be asked: then nobody may take them for gone. */
export async function runningContainers(): Promise<{ containers: Container[] | null; warnings: string[] }> {
  try {
    const socket = dockerSocket();
    const docker = socket === undefined ? [] : await dockerContainers(socket);
    // What Docker runs is a task of containerd as well, and Docker knows more of it.
    const { containers, unnamed } = containerdContainers({ withoutDocker: socket !== undefined });
    const all = [...docker, ...containers];
    return {
      containers: all.slice(0, MOST),
      warnings: [
        ...(unnamed === 0 ? [] : [`${unnamed} tasks of containerd do not say which image they run: only those of Kubernetes do.`]),
        ...(all.length > MOST ? [`${all.length - MOST} containers more than ${MOST} were left out.`] : []),
      ],
    };
  } catch (error) {
    return { containers: null, warnings: [`The containers could not be looked at: ${reasonOf(error)}`] };
  }
}
