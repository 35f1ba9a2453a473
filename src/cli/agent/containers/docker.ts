import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { z } from 'zod';
import type { Container } from '../../../inventory/contract.ts';

const ANSWER_MS = 20_000;
const MOST_ANSWER = 32 * 1024 * 1024;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Docker Engine API 1.41 and later: GET /containers/json. */
const Running = z.object({
  Id: z.string(),
  Names: z.array(z.string()).nullish(),
  Image: z.string(),
  ImageID: z.string(),
  /** Seconds since the epoch. */
  Created: z.number().optional(),
  Ports: z.array(z.object({ IP: z.string().optional(), PrivatePort: z.number().int(), PublicPort: z.number().int().optional(), Type: z.string() })).nullish(),
});
type Running = z.infer<typeof Running>;

/** GET /images/{name}/json */
const Inspected = z.object({ RepoDigests: z.array(z.string()).nullish() });

/** Where Docker's daemon listens on this machine; undefined where there is none. */
export function dockerSocket(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '') return host.startsWith('unix://') ? host.slice('unix://'.length) : undefined;
  return ['/var/run/docker.sock', '/run/docker.sock'].find((path) => existsSync(path));
}

/** The containers that run, as the daemon tells. */
export const dockerLook = async (socket: string): Promise<Running[]> => z.array(Running).parse(await get(socket, '/containers/json'));

/** The same with the digests of their images. @throws where the daemon does not answer as it should. */
export async function dockerContainers(socket: string): Promise<Container[]> {
  const running = await dockerLook(socket);
  const digests = new Map<string, readonly string[]>();
  for (const id of new Set(running.map(({ ImageID }) => ImageID))) digests.set(id, await digestsOf(socket, id));
  return running.map((container) => asContainer(container, digests.get(container.ImageID) ?? []));
}

/** An image may be removed while its container runs: then its id is all there is. */
async function digestsOf(socket: string, id: string): Promise<readonly string[]> {
  if (!DIGEST.test(id)) return [];
  const inspected = Inspected.safeParse(await get(socket, `/images/${encodeURIComponent(id)}/json`).catch(() => undefined));
  return inspected.data?.RepoDigests ?? [];
}

export function asContainer({ Id, Names, Image, ImageID, Created, Ports }: Running, repoDigests: readonly string[]): Container {
  const digest = digestFor(Image, repoDigests) ?? (DIGEST.test(ImageID) ? ImageID : null);
  return {
    runtime: 'docker',
    name: (Names?.[0] ?? Id).replace(/^\//, '').slice(0, 300),
    namespace: null,
    image: Image.slice(0, 1_000),
    digest,
    ports: [...new Set((Ports ?? []).map(portOf))].slice(0, 200).map((port) => port.slice(0, 200)),
    startedAt: Created === undefined || !(Created > 0 && Created < 8.64e12) ? null : new Date(Created * 1_000).toISOString(),
  };
}

/** The digest that the image has in the repository that it was started from; any one where it does not say. */
function digestFor(image: string, repoDigests: readonly string[]): string | undefined {
  const pairs = repoDigests.flatMap((text) => {
    const [repository = '', digest = ''] = text.split('@');
    return DIGEST.test(digest) ? [{ repository, digest }] : [];
  });
  const asked = image.split('@')[1];
  const own = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return (pairs.find(({ digest }) => digest === asked) ?? pairs.find(({ repository }) => repository === own) ?? pairs[0])?.digest;
}

/** As `docker ps` writes it: `0.0.0.0:443->8443/tcp`, and `8443/tcp` for what is not published. */
function portOf({ IP, PrivatePort, PublicPort, Type }: NonNullable<Running['Ports']>[number]): string {
  const inside = `${PrivatePort}/${Type}`;
  if (PublicPort === undefined) return inside;
  const address = IP === undefined || IP === '' ? '0.0.0.0' : IP;
  return `${address.includes(':') ? `[${address}]` : address}:${PublicPort}->${inside}`;
}

function get(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path, headers: { host: 'localhost' }, signal: AbortSignal.timeout(ANSWER_MS) }, (answer) => {
      const parts: Buffer[] = [];
      let size = 0;
      answer.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MOST_ANSWER) asking.destroy(new Error('its answer is too large'));
        else parts.push(part);
      });
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode !== 200) return reject(new Error(`Docker answers ${answer.statusCode} to ${path}`));
        try {
          resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
        } catch (error) {
          reject(error instanceof Error ? error : new Error('Docker answers with something that is no JSON'));
        }
      });
    });
    asking.on('error', reject);
    asking.end();
  });
}
