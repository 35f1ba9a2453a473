import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASE62, BASE64, HEX, UPPER, madeUp, pem } from '../../../../test/support/made-up-secrets.ts';
import { catalogFile, factsOf, timed, tools } from '../../../../test/support/scan-fixtures.ts';
import type { ExposedSecret } from '../cataloguer.ts';
import { cataloguersFor } from '../index.ts';
import { exposedSecrets } from './index.ts';
import { keywordFinder } from './keywords.ts';
import { entropyOf, isStandIn, looksRandom } from './likeness.ts';
import { rules } from './rules/index.ts';

const MIB = 1 << 20;
const look = (text: string | Uint8Array, path = 'app/notes.txt'): readonly ExposedSecret[] => exposedSecrets.read(catalogFile(path, text), tools).secrets ?? [];
const amazonId = `AKIA${madeUp(UPPER, 14)}37`;
const token = (seed: number): string => `ghp_${madeUp(BASE62, 36, seed)}`;

test('is asked of images, hosts and source trees, where secrets are looked for', () => {
  for (const evidence of ['installed', 'declared'] as const) {
    expect(cataloguersFor(evidence, new Set(['vuln', 'secret']))).toContain(exposedSecrets);
    expect(cataloguersFor(evidence, new Set(['vuln']))).not.toContain(exposedSecrets);
  }
});

describe('which files are read', () => {
  test.for([
    'app/.env', 'root/.aws/credentials', 'home/me/.ssh/id_rsa', 'root/.docker/config.json', 'root/.npmrc', 'app/config.yml', 'app/index.js', 'etc/app.conf', 'usr/bin/entrypoint', 'app/server.key', 'app/server.pem', '.git/config', 'root/.bash_history',
    'Dockerfile', 'app/terraform.tfstate', 'app/appsettings.json', 'app/node_modules/a/index.js', 'app/test/login.test.ts',
  ])('%s is', (path) => { expect(exposedSecrets.wants(factsOf(path, 500))).toBe(true); });

  test.for([
    'README.md', 'app/LICENSE', 'usr/share/doc/a/x.txt', 'usr/share/man/man1/a.1', 'usr/share/zoneinfo/Europe/Berlin', 'usr/share/locale/de/LC_MESSAGES/a.mo', 'var/lib/dpkg/status', 'lib/apk/db/installed', 'var/lib/rpm/Packages', 'etc/ssl/certs/a.pem',
    'etc/ssl/certs/ca-certificates.crt', 'app/logo.png', 'app/font.woff2', 'app/index.js.map', 'app/jquery.min.js', 'package-lock.json', 'yarn.lock', 'go.sum', '.git/objects/ab/cdef', 'app/__pycache__/a.pyc', 'app/node_modules/a/test/key.pem',
    'usr/lib/python3/dist-packages/a/tests/key.pem', '',
  ])('%s is not', (path) => { expect(exposedSecrets.wants(factsOf(path, 500))).toBe(false); });

  test('none that is empty, none of more than 1 MiB, so that no scan is incomplete by them', () => {
    expect([0, 1, MIB, MIB + 1].map((size) => exposedSecrets.wants(factsOf('app/.env', size)))).toEqual([false, true, true, false]);
    expect(exposedSecrets.maxBytes).toBeGreaterThanOrEqual(MIB);
  });

  test.for([
    ['text', Buffer.from('a=b\n'), true], ['UTF-8', Buffer.from('ä=ö\n'), true], ['a zero', Buffer.from('a\0b'), false], ['an executable', Buffer.from('\x7fELF\x02\x01\x01'), false],
    ['control characters', Buffer.from('\x01\x02\x03\x04abcdefgh'), false], ['nothing', Buffer.alloc(0), false],
  ] as const)('first bytes: %s', ([, head, isRead]) => { expect(exposedSecrets.recognizes?.(head)).toBe(isRead); });
});

describe('what is said of a secret', () => {
  test('the rule, the line, and the line without the secret', () => {
    expect(look(`# settings\r\n\r\nGITHUB_TOKEN=${token(1)} # of the robot\r\n`)).toEqual([
      { rule: 'github-token', title: 'GitHub token', severity: 'critical', line: 3, excerpt: 'GITHUB_TOKEN=******** # of the robot' },
    ]);
  });

  test('a private key at its first line', () => {
    expect(look(`a\nb\n${pem('PRIVATE KEY', madeUp(BASE64, 1600))}\n`)).toMatchObject([{ rule: 'private-key', line: 3, excerpt: '-----BEGIN PRIVATE KEY-----' }]);
  });

  test('each secret once, by the rule that describes it most closely', () => {
    const key = pem('PRIVATE KEY', madeUp(BASE64, 1600)).replaceAll('\n', '\\n');
    expect(look(`{"type": "service_account",\n"private_key": "${key}"}`).map(({ rule, line }) => [rule, line])).toEqual([['gcp-service-account', 2]]);
    expect(look(`api_key: "sk_live_${madeUp(BASE62, 30)}"`).map(({ rule }) => rule)).toEqual(['stripe-secret-key']);
  });

  test('each rule once on a line, and all of its secrets masked', () => {
    const [found, ...more] = look(`${token(1)} ${token(2)} ${token(3)}`);
    expect(found?.excerpt).toMatch(/^\*{8}(?: \*{8})+$/);
    expect(more).toEqual([]);
  });

  test('no more than a hundred in a file', () => {
    expect(look(Array.from({ length: 1_000 }, (_, at) => token(at + 1)).join('\n'))).toHaveLength(100);
  });

  test('a line of at most 120 characters without control characters', () => {
    const [found] = look(`${'ä\u001b[31m\u202e'.repeat(400)} ${token(1)} ${'ö\u0007'.repeat(400)}`);
    expect(found?.excerpt).toContain('********');
    expect(Array.from(found?.excerpt ?? '').length).toBeLessThanOrEqual(120);
    expect(found?.excerpt).not.toMatch(/\p{C}|\uFFFD/u);
  });

  test('a secret far in a long line shows what stands around it', () => {
    expect(look(`${'x '.repeat(5_000)}here: ${token(1)} there${' y'.repeat(5_000)}`)[0]?.excerpt).toMatch(/here: \*{8} there/);
  });
});

describe('no excerpt holds what was found', () => {
  const secrets: [string, (body: string) => string, (body: string) => string][] = [
    ['a token', (body) => `ghp_${body.slice(0, 36)}`, (secret) => secret],
    ['a setting', (body) => body.slice(0, 40), (secret) => `APP_SECRET=${secret}`],
    ['a password in a URL', (body) => body.slice(0, 20), (secret) => `postgres://app:${secret}@db.corp.net/a`],
    ['a login', (body) => body.slice(0, 40), (secret) => `"auth": "${Buffer.from(`ci:${secret}`).toString('base64')}"`],
    ['an Amazon key', (body) => body.slice(0, 40), (secret) => `${amazonId}:${secret}`],
    ['a key', (body) => body, (secret) => `-----BEGIN PRIVATE KEY-----\\n${secret}\\n-----END PRIVATE KEY-----`],
  ];

  test.for(secrets)('%s', ([, made, written]) => {
    let found = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.string({ maxLength: 150 }), fc.string({ maxLength: 150 }), fc.nat(2), (seed, before, behind, copies) => {
        const secret = made(madeUp(BASE62, 100, seed));
        // It stands once more on its line, where no rule sees it.
        const text = `${before} ${written(secret)} ${`again ${secret} `.repeat(copies)}${behind}`;
        for (const { excerpt } of look(text, 'app/.env')) {
          found += 1;
          for (let at = 0; at + 8 <= secret.length; at++) expect(excerpt).not.toContain(secret.slice(at, at + 8));
        }
      }),
      { numRuns: 80 },
    );
    expect(found).toBeGreaterThan(40);
  });
});

describe('bounds', () => {
  /** Processor time for texts of a quarter and of a whole MiB. */
  const linear = (make: (size: number) => string | Uint8Array, path?: string): void => {
    const [small, large] = [make(MIB / 4), make(MIB)];
    look(small, path);
    const time = (text: string | Uint8Array): number => timed(() => look(text, path)).milliseconds;
    const most = Math.max(time(small) * 10, 100);
    let took = time(large);
    // A busy machine makes some looks slow, and none quick: the quickest counts.
    for (let again = 0; again < 2 && took >= most; again += 1) took = Math.min(took, time(large));
    expect(took).toBeLessThan(Math.min(most, 5_000));
  };
  const repeated = (text: string) => (size: number): string => text.repeat(Math.ceil(size / text.length)).slice(0, size);

  test.for([
    ['one line of nothing', repeated('x')], ['one line of secrets', repeated(`${token(7)} `)], ['a keyword over and over', repeated('token')], ['names that are assigned nothing', repeated('token="')],
    ['names of names', repeated('secret=token=password=')], ['addresses', repeated('://a:')], ['beginnings of keys', repeated('-----BEGIN RSA PRIVATE KEY-----\n')], ['beginnings of encrypted keys', repeated('-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: \n')],
    ['beginnings of PuTTY keys', repeated('PuTTY-User-Key-File-3: a\nEncryption: none\n')], ['beginnings of PGP keys', repeated('-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: \n')], ['ids of Amazon', repeated(`${amazonId} `)],
    ['service accounts', repeated('"service_account"')], ['tokens that never end', repeated(`eyJ${'a'.repeat(400)}.`)], ['empty lines', repeated('\n')],
    ['bytes that are no UTF-8', (size: number) => Buffer.alloc(size, Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xe2, 0x82, 0xf0, 0x9f]))],
    ['bytes that are no UTF-8 around secrets', (size: number) => Buffer.alloc(size, Buffer.concat([Buffer.from([0xff, 0xfe, 0xe2]), Buffer.from(`${token(9)} `)]))],
  ] as const)('%s: time in proportion to size', ([, make]) => { linear(make, 'app/.env'); });

  test('what was not looked at is said, and hides no other kind of secret', () => {
    const { secrets, warnings } = exposedSecrets.read(catalogFile('app/.env', `${'token=a '.repeat(MIB / 10)}${token(1)}`), tools);
    expect(warnings).toHaveLength(1);
    expect(secrets).toMatchObject([{ rule: 'github-token' }]);
    expect(exposedSecrets.read(catalogFile('app/.env', 'token=a '.repeat(1_000)), tools)).toEqual({});
  });

  test('every keyword of every rule over and over', () => {
    const keywords = [...new Set(rules.flatMap((rule) => rule.keywords))];
    for (const keyword of keywords) for (const text of [keyword, `${keyword}="`]) expect(timed(() => look(text.repeat(MIB / 32 / text.length), 'app/.env')).milliseconds).toBeLessThan(500);
  });
});

describe('keywords', () => {
  test('are found in any case, within each other, wherever they stand', () => {
    const words = ['secret', 'secret_key', 'key', 'cre', 'eee'];
    const find = keywordFinder(words);
    fc.assert(fc.property(fc.array(fc.constantFrom('s', 'E', 'e', 'C', 'r', 'T', '_', 'K', 'y', 'secret', 'SECRET_KEY', ' ', '\u00ff'), { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      const found: string[] = [];
      find(Buffer.from(text, 'latin1'), (keyword, start) => { found.push(`${start} ${words[keyword]}`); });
      const lower = text.toLowerCase();
      const expected = words.flatMap((word) => Array.from(lower, (_, at) => at).filter((at) => lower.startsWith(word, at)).map((at) => `${at} ${word}`));
      expect(found.sort()).toEqual(expected.sort());
    }));
  });

  test('a text without any costs one pass', () => {
    const text = Buffer.from(repeatedTo('The quick brown fox jumps over the lazy dog; x = f(y).\n', MIB));
    const fastest = (run: () => void): number => Math.min(...Array.from({ length: 8 }, () => timed(run).milliseconds));
    let sum = 0;
    const pass = fastest(() => { for (let at = 0; at < text.length; at++) sum += text[at] ?? 0; });
    const bare = fastest(() => { for (let times = 0; times < 50; times++) sum += text.indexOf('no such text'); });
    expect(sum).not.toBe(0);
    // A look at each byte in the language itself, and the bare search fifty times: whichever the machine is slower at.
    expect(fastest(() => { look(text); })).toBeLessThan(Math.max(pass, bare, 1) * 15);
  });
});

const repeatedTo = (text: string, size: number): string => text.repeat(Math.ceil(size / text.length)).slice(0, size);

describe('likeness', () => {
  test.for(['changeme', 'xxxxxxxxxxxx', '${TOKEN}', '$TOKEN', '<token>', '{{ token }}', '%(token)s', 'YOUR_API_KEY', 'my-example-key', '*****', 'aaaaaaaa', '[token]', '#{token}', '%TOKEN%', '@TOKEN@'])('%s stands for a value', (value) => {
    expect(isStandIn(value)).toBe(true);
  });

  test('values of some length are no stand-ins, and look random', () => {
    const values = Array.from({ length: 300 }, (_, at) => madeUp(BASE62, 40, at + 1));
    expect(values.filter(isStandIn)).toEqual([]);
    expect(values.filter((value) => !looksRandom(value)).length).toBeLessThan(6);
    expect(values.filter((value) => entropyOf(value) < 4)).toEqual([]);
  });

  test.for(['sha256WithRSAEncryption', 'my-service.account_name2024', '/usr/share/applications/x86_64/library', 'getElementsByClassName12', 'plainwords'])('%s is made of words', (value) => { expect(looksRandom(value)).toBe(false); });

  test('entropy is in bits per character', () => {
    expect([entropyOf(''), entropyOf('aaaa'), entropyOf('abab'), entropyOf(HEX)]).toEqual([0, 0, 1, 4]);
  });
});
