import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { privateDirectory } from '../support/engines.ts';

/*
 * A kill cannot prove that lines are on disk before they are acknowledged, since the system's cache survives it. So this
 * watches the system calls: a delivery's bytes are written, then fdatasync of that file returns, then the answer is written.
 */

const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** What a traced process did, in order: what a call that takes time does is told when it begins and when it ends. */
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

/** Which answers were given, and which of them before a sync of what they answer had returned. */
function judge(trace: string): { answered: number[]; tooEarly: number[] } {
  const written = new Map<string, Set<string>>();
  const syncing = new Map<string, Set<string>>();
  const onDisk = new Set<string>();
  const answered: number[] = [];
  const tooEarly: number[] = [];
  for (const { thread, name, text, is } of callsOf(trace)) {
    const fd = /^\w+\((\d+)/.exec(text)?.[1] ?? '';
    const lines = [...text.matchAll(/<line (\d+)>/g)].map((match) => match[1] ?? '');
    if (name === 'writev' && is === 'end') lines.forEach((line) => written.set(fd, (written.get(fd) ?? new Set()).add(line)));
    if (name === 'fdatasync' && is === 'begin') syncing.set(thread, new Set(written.get(fd)));
    if (name === 'fdatasync' && is === 'end' && text.endsWith('= 0')) syncing.get(thread)?.forEach((line) => onDisk.add(line));
    const ack = name === 'write' && is === 'begin' ? /"ack (\d+)\\n"/.exec(text)?.[1] : undefined;
    if (ack === undefined) continue;
    answered.push(Number(ack));
    if (!onDisk.has(ack)) tooEarly.push(Number(ack));
  }
  return { answered, tooEarly };
}

function traced(...flags: string[]): ReturnType<typeof judge> {
  const directory = privateDirectory('sync');
  const trace = join(directory.path, 'trace');
  try {
    const { status, stderr } = spawnSync(
      'strace',
      ['-f', '-o', trace, '-s', '100000', '-e', 'trace=write,writev,fdatasync', process.execPath, join(import.meta.dirname, '../support/spool-process.ts'), join(directory.path, 'spool'), ...flags],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return judge(readFileSync(trace, 'utf8'));
  } finally {
    directory.remove();
  }
}

describe.skipIf(!canTrace)('the system calls of an acknowledgement (strace)', () => {
  const all = Array.from({ length: 60 }, (_, n) => n);

  test('fdatasync of every line returns before its answer is written', () => {
    const { answered, tooEarly } = traced();
    expect(answered.sort((a, b) => a - b)).toEqual(all);
    expect(tooEarly).toEqual([]);
  });

  test('a server that answered without it would be caught', () => {
    expect(traced('--no-sync').tooEarly.sort((a, b) => a - b)).toEqual(all);
  });
});
