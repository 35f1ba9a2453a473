import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../../../kernel/errors.ts';
import { judging, type Subject } from '../../../scanning/index.ts';
import { ScanOutcome, type ScanOrder } from './messages.ts';

/** What one scan may take. */
export type ScanLimits = { milliseconds: number; heapMb: number; residentMb: number; answerBytes: number };
/** Two of them in a row have to end before the queue takes a job for lost (15 minutes). */
export const SCAN_LIMITS: ScanLimits = { milliseconds: 6 * 60_000, heapMb: 1_024, residentMb: 2_048, answerBytes: 32 * 1024 * 1024 };

/** Why a scan gave nothing, in words for people. */
export class ScanFailed extends Error {
  override readonly name = 'ScanFailed';
  /** Those that the image is there for, where it is not for the one that was wanted. */
  readonly platforms: readonly string[];

  constructor(reason: string, platforms: readonly string[] = []) {
    super(reason);
    this.platforms = platforms;
  }
}

const ROOT = join(import.meta.dirname, '../../../..');
const PROGRAM = join(import.meta.dirname, 'image.worker.ts');
const LOOK_EVERY_MS = 500;
const MIB = 1024 * 1024;

/**
 * Reads an image in a process of its own, which can read the program and nothing else of this machine, write to one directory that is removed, and
 * is ended with all that it may have started when it takes too long or too much.
 * @throws {ScanFailed}
 */
export async function examineApart(order: ScanOrder, { signal, limits = SCAN_LIMITS }: { signal?: AbortSignal; limits?: ScanLimits } = {}): Promise<Subject> {
  const room = mkdtempSync(join(tmpdir(), 'glacis-scan-'));
  try {
    const text = await answerOf(order, room, limits, signal);
    const outcome = ScanOutcome.safeParse(jsonOf(text));
    if (!outcome.success) throw new ScanFailed('the scan ended without saying anything');
    if (outcome.data.is === 'failed') throw new ScanFailed(outcome.data.reason, outcome.data.platforms);
    const { ScanReport, subjectOfReport } = await judging();
    const report = ScanReport.safeParse(outcome.data.report);
    if (!report.success) throw new ScanFailed('what the scan says is no report');
    return subjectOfReport(report.data);
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

function answerOf(order: ScanOrder, room: string, { milliseconds, heapMb, residentMb, answerBytes }: ScanLimits, signal: AbortSignal | undefined): Promise<string> {
  const readable = [`${ROOT}/src`, `${ROOT}/node_modules`, `${ROOT}/package.json`, room];
  const child = spawn(process.execPath, [
    `--max-old-space-size=${heapMb}`, '--no-warnings', '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`), `--allow-fs-write=${room}`,
    PROGRAM,
  ], { cwd: room, env: surroundings(room), stdio: ['pipe', 'pipe', 'ignore'], detached: true });

  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    let ended: string | undefined;
    const end = (reason: string): void => {
      ended ??= reason;
      endGroup(child);
    };
    const tooMuch = `it took more than ${residentMb} MB of memory`;
    const watch = setInterval(() => {
      if (residentBytes(child.pid) > residentMb * MIB) end(tooMuch);
    }, LOOK_EVERY_MS);
    const timer = setTimeout(() => end(`it took longer than ${Math.round(milliseconds / 1_000)} s`), milliseconds);
    const onAbort = (): void => end('the server stopped');
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();

    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > answerBytes) end(`it found more than ${answerBytes / MIB} MB of packages`);
      else parts.push(part);
    });
    child.stdin.on('error', () => {});
    child.stdin.write(`${JSON.stringify(order)}\n`);
    child.once('error', (error) => {
      ended ??= `it could not be started: ${reasonOf(error)}`;
    });
    child.once('close', (code) => {
      clearInterval(watch);
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      // Whatever it started ends with it.
      endGroup(child);
      if (ended !== undefined) reject(new ScanFailed(ended));
      // V8 ends a process without memory by a signal, and so does the kernel.
      else if (code === null || code === 134) reject(new ScanFailed(`it ended abruptly; it may have needed more than ${heapMb} MB of memory`));
      else resolve(Buffer.concat(parts).toString());
    });
  });
}

/** What a process needs to run and to trust certificates; nothing that says where a database is. */
function surroundings(room: string): Record<string, string> {
  const kept = ['PATH', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];
  const found = kept.flatMap((name): [string, string][] => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(found), HOME: room, TMPDIR: room, NO_COLOR: '1' };
}

/** Ends the process and its group, which has the number of the process. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** What a process has in memory, buffers included; 0 where the system does not say. */
function residentBytes(pid: number | undefined): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
