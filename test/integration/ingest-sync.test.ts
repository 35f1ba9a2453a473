import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { privateDirectory } from '../support/engines.ts';

/*
 * A kill cannot prove that lines are on disk before they are acknowledged, since the system's cache survives it. So this
 * watches the system calls of a server: a request is read, its line is written to the spool, fdatasync of that file
 * returns, and only then the answer is written.
 */

const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const REQUESTS = 60;
const CONNECTIONS = 4;

/** What a traced process did, in order: of a call that takes time, when it begins and when it ends. */
type Call = { thread: string; name: string; text: string; is: 'begin' | 'end' };

function callsOf(trace: string): Call[] {
  const unfinished = new Map<string, string>();
  return trace.split('\n').flatMap((line): Call[] => {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(rest);
    if (resumed) return [{ thread, name: resumed[1] ?? '', text: (unfinished.get(thread) ?? '') + (resumed[2] ?? ''), is: 'end' }];
    const name = /^(\w+)\(/.exec(rest)?.[1];
    if (name === undefined) return [];
    const begun = rest.replace(/ <unfinished \.\.\.>$/, '');
    if (begun !== rest) {
      unfinished.set(thread, begun);
      return [{ thread, name, text: begun, is: 'begin' }];
    }
    return [{ thread, name, text: rest, is: 'begin' }, { thread, name, text: rest, is: 'end' }];
  });
}

/** Which requests were answered, and which of them before a sync of their line had returned. */
function judge(trace: string): { answered: number[]; tooEarly: number[] } {
  const written = new Map<string, Set<string>>();
  const syncing = new Map<string, Set<string>>();
  const asked = new Map<string, string>();
  const onDisk = new Set<string>();
  const answered: number[] = [];
  const tooEarly: number[] = [];
  for (const { thread, name, text, is } of callsOf(trace)) {
    const fd = /^\w+\((\d+)/.exec(text)?.[1] ?? '';
    const lines = [...text.matchAll(/<line (\d+)>/g)].map((match) => match[1] ?? '');
    const [line] = lines;
    if (name === 'read' && is === 'end' && line !== undefined) asked.set(fd, line);
    if (name === 'writev' && is === 'end') lines.forEach((each) => written.set(fd, (written.get(fd) ?? new Set()).add(each)));
    if (name === 'fdatasync' && is === 'begin') syncing.set(thread, new Set(written.get(fd)));
    if (name === 'fdatasync' && is === 'end' && text.endsWith('= 0')) syncing.get(thread)?.forEach((each) => onDisk.add(each));
    if (!name.startsWith('write') || is !== 'begin' || !text.includes('HTTP/1.1 200 OK')) continue;
    const answer = asked.get(fd) ?? '';
    answered.push(Number(answer));
    if (!onDisk.has(answer)) tooEarly.push(Number(answer));
  }
  return { answered: answered.sort((a, b) => a - b), tooEarly: tooEarly.sort((a, b) => a - b) };
}

function post(url: string, agent: Agent, n: number): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/api/v1/ingest?source=web`, { method: 'POST', agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    }).once('error', reject).end(`<line ${n}>\n`);
  });
}

async function traced(...flags: string[]): Promise<ReturnType<typeof judge>> {
  const directory = privateDirectory('sync');
  const trace = join(directory.path, 'trace');
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const program = join(import.meta.dirname, '../support/spool-process.ts');
  const child = spawn(
    'strace',
    ['-f', '-o', trace, '-s', '100000', '-e', 'trace=read,write,writev,fdatasync', process.execPath, program, join(directory.path, 'spool'), ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  const exited = once(child, 'exit');
  try {
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    const statuses = await Promise.all(Array.from({ length: REQUESTS }, (_, n) => post(url, agent, n)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    agent.destroy();
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await exited;
    return judge(readFileSync(trace, 'utf8'));
  } finally {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
    directory.remove();
  }
}

describe.skipIf(!canTrace)('the system calls of an acknowledgement (strace)', () => {
  const all = Array.from({ length: REQUESTS }, (_, n) => n);

  test('fdatasync of every line returns before its answer is written', async () => {
    expect(await traced()).toEqual({ answered: all, tooEarly: [] });
  });

  test('a server that answered without it would be caught', async () => {
    expect(await traced('--no-sync')).toEqual({ answered: all, tooEarly: all });
  });
});
