import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const { scripts } = z.object({ scripts: z.object({ start: z.string() }) }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** What `npm start` runs is put in place of the real one: that would install what is missing, in the middle of the tests. */
const server = `
  process.on('SIGTERM', () => setTimeout(() => { console.log('stopped whole'); process.exit(0); }, 200));
  setTimeout(() => process.exit(1), 5000);
  console.log('serving');`;

it('npm start hands on the signal that ends it, and has ended only when the server has', async () => {
  const project = mkdtempSync(join(tmpdir(), 'glacis-start-'));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  mkdirSync(join(project, 'bin'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'started', version: '1.0.0', scripts }));
  writeFileSync(join(project, 'bin/start.mjs'), server);

  const npm = spawn('npm', ['start'], { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  npm.stdout.on('data', (part: Buffer) => {
    const before = said;
    said += part.toString();
    if (!before.includes('serving') && said.includes('serving')) npm.kill('SIGTERM');
  });
  await once(npm, 'exit');

  expect(said).toContain('stopped whole');
});
