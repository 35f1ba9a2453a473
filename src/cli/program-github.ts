import type { z } from 'zod';
import { systemClock } from '../kernel/clock.ts';
import { readConfig } from '../kernel/config.ts';
import { guardedOutgoing } from '../kernel/outgoing.ts';
import { ImportGitHub, ImportedProgram } from '../program/contract.ts';
import { programOfMilestones } from '../program/offline.ts';
import { checked } from './checked.ts';
import { apiClient } from './client.ts';

/** A program made of the milestones of a repository: asked of GitHub with the token in GITHUB_TOKEN, or of the server where there is none. */
export async function programOfRepository(given: string, env: Record<string, string | undefined> = process.env): Promise<z.infer<typeof ImportedProgram>> {
  const { repository } = checked(ImportGitHub, { repository: given });
  const token = env['GITHUB_TOKEN'] ?? '';
  if (token === '') return apiClient(env).json(ImportedProgram, 'POST', '/api/v1/program/import/github', { repository });
  const { gitHub } = await import('../codehost/index.ts');
  const outgoing = guardedOutgoing({ allow: readConfig(env).outgoingAllow });
  const host = gitHub({ outgoing, clock: systemClock }, { api: env['GITHUB_API_URL'] ?? 'https://api.github.com', token });
  return ImportedProgram.parse(programOfMilestones(await host.milestones(repository), repository));
}
