import { describe, expect, test } from 'vitest';
import { readWith } from '../../../test/support/scan-fixtures.ts';
import type { Cataloguer, Reading } from './cataloguer.ts';
import { cataloguers } from './index.ts';

const cataloguer = (id: string): Cataloguer => cataloguers.find((each) => each.id === id) ?? expect.fail(`no cataloguer ${id}`);
const read = (id: string, content: string, path = 'app/file'): Reading => readWith(cataloguer(id), path, content);
const quoted = (text: string): string => JSON.stringify(text);

/** A file of each format that lists a package of this name, and a sound one. */
const formats: [id: string, write: (name: string) => string][] = [
  ['npm-lock', (name) => `{"lockfileVersion":3,"packages":{${quoted(`node_modules/${name}`)}:{"version":"1.0.0"},"node_modules/sound":{"version":"1.0.0"}}}`],
  ['yarn-lock', (name) => `"${name}@^1.0.0":\n  version "1.0.0"\n\nsound@^1.0.0:\n  version "1.0.0"\n`],
  ['pnpm-lock', (name) => `lockfileVersion: '9.0'\npackages:\n  ${quoted(`${name}@1.0.0`)}:\n    resolution: {}\n  sound@1.0.0:\n    resolution: {}\n`],
  ['bun-lock', (name) => `{"lockfileVersion":1,"packages":{"x":[${quoted(`${name}@1.0.0`)}],"sound":["sound@1.0.0"]}}`],
  ['pipfile-lock', (name) => `{"_meta":{},"default":{${quoted(name)}:{"version":"==1.0.0"},"sound":{"version":"==1.0.0"}}}`],
  ['poetry-lock', (name) => `[[package]]\nname = ${quoted(name)}\nversion = "1.0.0"\n[[package]]\nname = "sound"\nversion = "1.0.0"\n[metadata]\n`],
  ['uv-lock', (name) => `version = 1\n[[package]]\nname = ${quoted(name)}\nversion = "1.0.0"\n[[package]]\nname = "sound"\nversion = "1.0.0"\n`],
  ['composer-lock', (name) => `{"packages":[{"name":${quoted(name)},"version":"1.0.0"},{"name":"a/sound","version":"1.0.0"}]}`],
  ['cargo-lock', (name) => `[[package]]\nname = ${quoted(name)}\nversion = "1.0.0"\nsource = "registry+x"\n[[package]]\nname = "sound"\nversion = "1.0.0"\nsource = "registry+x"\n`],
  ['pub-lock', (name) => `packages:\n  ${quoted(name)}:\n    source: hosted\n    version: "1.0.0"\n  sound:\n    source: hosted\n    version: "1.0.0"\n`],
  ['mix-lock', (name) => `%{"x": {:hex, :"${name}", "1.0.0"}, "sound": {:hex, :sound, "1.0.0"}}`],
];

describe.for(formats)('%s', ([id, write]) => {
  // A line that ends within a name is, in a format of lines, a broken file.
  test.skipIf(id === 'yarn-lock')('refuses a name over two lines and keeps the rest', () => {
    expect((read(id, write('evil\nname')).packages ?? []).map((each) => each.name)).toEqual(['sound']);
  });

  test.for([
    ['a control character', 'evil\u001b[31m'], ['a mark that turns text around', 'evil\u202egpj'], ['a megabyte', 'x'.repeat(1 << 20)], ['white space', 'evil name'],
  ])('refuses a name with %s and keeps the rest', ([, name = '']) => {
    const names = (read(id, write(name)).packages ?? []).map((each) => each.name);
    expect(names).toContain('sound');
    expect(names.filter((each) => !/^[\w.@-]{1,256}$/.test(each))).toEqual([]);
  });

  test('takes names of prototypes as any other', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const names = (read(id, write(id === 'composer-lock' ? `a/${name}` : name)).packages ?? []).map((each) => each.name.toLowerCase());
      expect(names).toHaveLength(2);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

test('a broken lock file is said to be broken, since packages are then missing', () => {
  for (const id of [...formats.map(([each]) => each), 'gemfile-lock', 'pylock', 'pdm-lock', 'composer-installed']) {
    expect(() => read(id, '{"cut": "of')).toThrow(/./);
    expect(() => read(id, '<html><body>404</body></html>')).toThrow(/./);
    expect(() => read(id, '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n')).toThrow(/./);
  }
});

test('a broken file of one installed package is only a warning', () => {
  for (const id of ['npm-package', 'gemspec', 'conda-package', 'python-package', 'python-egg']) {
    const reading = read(id, '{"name": "cut o');
    expect(reading.packages ?? []).toEqual([]);
    expect(reading.warnings).toHaveLength(1);
  }
});

test('errors and warnings hold nothing of the file that could forge a line', () => {
  const secret = 'token-0123456789';
  for (const [id] of formats) expect(() => read(id, `{"${secret}\n": `)).toThrow(expect.not.objectContaining({ message: expect.stringContaining(secret) }));
  expect(read('python-requirements', 'evil\u001b[31m>=1\n').warnings?.join('')).not.toContain('\u001b');
});

describe('size', () => {
  const timed = (many: number, work: () => Reading): number => {
    // The processor's time: the clock's is that of a busy machine.
    const from = process.cpuUsage();
    expect(work().packages).toHaveLength(many);
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1_000;
  };

  test('50,000 entries of a package-lock.json of 20 MB take about a second', () => {
    const entry = (at: number): string => `"node_modules/package-${at}":{"version":"1.${at}.0","resolved":"https://registry.example.org/package-${at}/-/package-${at}-1.${at}.0.tgz","integrity":"sha512-${'A'.repeat(86)}==","license":"MIT","dependencies":{"package-${at + 1}":"^1.0.0","other":"^2.0.0"},"engines":{"node":">=18"},"x":"${'y'.repeat(60)}"}`;
    const text = `{"lockfileVersion":3,"packages":{${Array.from({ length: 50_000 }, (_, at) => entry(at)).join(',')}}}`;
    expect(text.length).toBeGreaterThan(18_000_000);
    expect(timed(50_000, () => read('npm-lock', text))).toBeLessThan(5_000);
  });

  test('20,000 entries of a yarn.lock that all need one another by name', () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `same@^${at}.0.0:\n  version "${at}.0.0"\n  dependencies:\n    same "^x"\n`).join('\n');
    const bytes = new TextEncoder().encode(text);
    const companion = (): Uint8Array => new TextEncoder().encode('{"dependencies":{"same":"^x"}}');
    expect(timed(20_000, () => cataloguer('yarn-lock').read({ path: 'yarn.lock', name: 'yarn.lock', size: bytes.length, mode: 0o644, bytes, companion }, { sqlite: () => [] }))).toBeLessThan(5_000);
  });

  test('20,000 entries of a pnpm-lock.yaml', () => {
    const text = `lockfileVersion: '9.0'\npackages:\n${Array.from({ length: 20_000 }, (_, at) => `  '@scope/p${at}@1.0.0':\n    resolution: {integrity: sha512-${'A'.repeat(86)}==}\n    engines: {node: '>=18'}\n`).join('\n')}`;
    expect(timed(20_000, () => read('pnpm-lock', text))).toBeLessThan(5_000);
  });
});
