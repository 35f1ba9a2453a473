import { expect, test, vi } from 'vitest';
import { GlacisError } from '../kernel/errors.ts';
import { fail } from './output.ts';

test('what a server says went wrong cannot steer the terminal', () => {
  const said: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const exit = fail(new GlacisError({ code: 'x', status: 500, exit: 3, message: 'gone\u001b[2J\nglacis: all is well', hint: 'look\n  \u202ehere' }));
  stderr.mockRestore();
  expect(exit).toBe(3);
  expect(said.join('')).toBe('glacis: gone\\u001b[2J\\u000aglacis: all is well\n  look\n  \\u202ehere\n');
});
