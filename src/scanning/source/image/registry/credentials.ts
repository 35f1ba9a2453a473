import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** What to show a registry. Never in an error or a log. */
export type Credentials = { is: 'password'; user: string; password: string } | { is: 'identity token' | 'bearer'; token: string };

type Env = Readonly<Record<string, string | undefined>>;

const Auth = z.object({ auth: z.string().optional(), username: z.string().optional(), password: z.string().optional(), identitytoken: z.string().optional() });
const Configuration = z.object({
  auths: z.record(z.string(), Auth.nullable()).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});
type Configuration = z.infer<typeof Configuration>;

const HelperAnswer = z.object({ Username: z.string(), Secret: z.string() });

const CONFIGURATION_BYTES = 4 * 1024 * 1024;
const HELPER_MS = 30_000;
const HELPER_BYTES = 256 * 1024;
/** The name under which Docker keeps its own registry. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

/** Why credentials could not be had: says which file or helper, never what is in it. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';
}

/**
 * The credentials for a repository of Docker's configuration and Podman's: a helper named for the registry, else the
 * configuration's store, else what stands in it. Undefined where there are none.
 * @throws {NoCredentials} where a file or a helper is broken.
 */
export async function credentialsFor(registry: string, repository: string, env: Env): Promise<Credentials | undefined> {
  for (const path of configurationPaths(env)) {
    const configuration = readConfiguration(path);
    const found = configuration && (await credentialsIn(configuration, registry, repository, env));
    if (found) return found;
  }
  return undefined;
}

function configurationPaths(env: Env): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const runtime = env['XDG_RUNTIME_DIR'];
  const named = env['REGISTRY_AUTH_FILE'];
  return [
    ...(named === undefined || named === '' ? [] : [named]),
    join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'),
    ...(runtime === undefined || runtime === '' ? [] : [join(runtime, 'containers/auth.json')]),
    join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'containers/auth.json'),
  ];
}

function readConfiguration(path: string): Configuration | undefined {
  let text: string;
  try {
    if (statSync(path).size > CONFIGURATION_BYTES) throw new NoCredentials(`${path} is too large`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof NoCredentials) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new NoCredentials(`${path} cannot be read`);
  }
  const parsed = Configuration.safeParse(jsonOf(text));
  if (!parsed.success) throw new NoCredentials(`${path} is not a configuration of Docker`);
  return parsed.data;
}

async function credentialsIn({ auths, credHelpers, credsStore }: Configuration, registry: string, repository: string, env: Env): Promise<Credentials | undefined> {
  const names = namesOf(registry, repository);
  const helper = names.map((name) => credHelpers?.[name]).find((found) => found !== undefined);
  if (helper !== undefined) return askHelper(helper, registry, env);
  const stored = credsStore === undefined || credsStore === null || credsStore === '' ? undefined : await askHelper(credsStore, registry, env);
  if (stored) return stored;
  const entries = Object.entries(auths ?? {});
  for (const name of names) {
    const auth = entries.find(([key]) => key === name || plainName(key) === name)?.[1];
    const found = auth ? credentialsOf(auth) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** From the most particular: Podman's configuration names repositories and their parents, too. */
function namesOf(registry: string, repository: string): readonly string[] {
  const parts = repository.split('/');
  const hosts = registry === 'docker.io' ? [DOCKER_HUB, 'index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry];
  return [...parts.map((_, at) => `${registry}/${parts.slice(0, parts.length - at).join('/')}`), ...hosts];
}

/** `https://host/v1/` as older versions of Docker wrote it. */
const plainName = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/v[12]\/?$/, '').replace(/\/$/, '');

function credentialsOf({ auth, username, password, identitytoken }: z.infer<typeof Auth>): Credentials | undefined {
  if (identitytoken !== undefined && identitytoken !== '') return { is: 'identity token', token: identitytoken };
  if (auth !== undefined && auth !== '') {
    const text = Buffer.from(auth, 'base64').toString();
    const colon = text.indexOf(':');
    if (colon > 0) return { is: 'password', user: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
  }
  return username !== undefined && password !== undefined && username !== '' ? { is: 'password', user: username, password } : undefined;
}

/** Runs `docker-credential-NAME get` (docker-credential-helpers' protocol). */
async function askHelper(helper: string, registry: string, env: Env): Promise<Credentials | undefined> {
  if (!/^[\w.-]+$/.test(helper)) throw new NoCredentials('a credential helper has a name that no program has');
  const program = `docker-credential-${helper}`;
  const { failed, output } = await run(program, registry === 'docker.io' ? DOCKER_HUB : registry, env);
  if (failed) {
    if (/credentials not found/i.test(output)) return undefined;
    throw new NoCredentials(`${program} does not give the credentials`);
  }
  const answer = HelperAnswer.safeParse(jsonOf(output));
  if (!answer.success) throw new NoCredentials(`${program} answers something else than credentials`);
  const { Username: user, Secret: secret } = answer.data;
  if (user === '' && secret === '') return undefined;
  return user === '<token>' ? { is: 'identity token', token: secret } : { is: 'password', user, password: secret };
}

function run(program: string, input: string, env: Env): Promise<{ failed: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(program, ['get'], { env: { ...env }, timeout: HELPER_MS, maxBuffer: HELPER_BYTES }, (error, output) => resolve({ failed: error !== null, output }));
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
