import { SaveRegistry, type Registry } from '../../../../../src/vulnerabilities/contract.ts';

/** A registry as it is typed; globs one a line. */
export type RegistryDraft = { name: string; url: string; repositories: string; tags: string; username: string; password: string; everyMinutes: string };

export const draftOfRegistry = (registry: Registry | undefined): RegistryDraft => ({
  name: registry?.name ?? '', url: registry?.url ?? '', repositories: registry?.repositories.join('\n') ?? '', tags: registry?.tags.join('\n') ?? '',
  username: registry?.username ?? '', password: '', everyMinutes: String(registry?.everyMinutes ?? 15),
});

const lines = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** What is sent to save it; undefined while it cannot be. An empty password keeps the one that is set. */
export const registryOf = ({ name, url, repositories, tags, username, password, everyMinutes }: RegistryDraft): SaveRegistry | undefined =>
  SaveRegistry.safeParse({
    name: name.trim(), url: url.trim(), repositories: lines(repositories), tags: lines(tags), username: username.trim() || null, everyMinutes: Number(everyMinutes),
    ...(password === '' ? {} : { password }),
  }).data;
