import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replacedCode, unitOf } from './maps.ts';
import { rebootReasons } from './reboot.ts';
import { compareReleases } from './release-order.ts';
import { hostSurface } from './surface.ts';

const maps = `55d0c0a00000-55d0c0a10000 r--p 00000000 08:01 131 /usr/sbin/sshd (deleted)
55d0c0a10000-55d0c0a90000 r-xp 00010000 08:01 131 /usr/sbin/sshd (deleted)
7f1c30000000-7f1c30100000 r-xp 00000000 08:01 132 /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)
7f1c31000000-7f1c31100000 r-xp 00000000 08:01 133 /usr/lib/x86_64-linux-gnu/libc.so.6
7f1c32000000-7f1c32100000 r-xp 00000000 00:01 134 /memfd:jit (deleted)
7f1c33000000-7f1c33100000 rw-s 00000000 00:01 135 /dev/zero (deleted)
7f1c34000000-7f1c34100000 r-xp 00000000 00:00 0 [vdso]
`;

test('code that was replaced is told by executable mappings of deleted files, not by data or shared memory', () => {
  expect(replacedCode(maps)).toEqual(['usr/sbin/sshd', 'usr/lib/x86_64-linux-gnu/libssl.so.3']);
});

test.for([
  ['0::/system.slice/ssh.service\n', 'ssh.service'],
  ['12:pids:/user.slice/user-0.slice/session-1.scope\n0::/user.slice', undefined],
  ['0::/system.slice/system-postgresql.slice/postgresql@15-main.service', 'postgresql@15-main.service'],
] as const)('the unit of %j is %s', ([cgroup, unit]) => {
  expect(unitOf(cgroup)).toBe(unit);
});

test.for([
  ['6.1.0-9-amd64', '6.1.0-37-amd64', -1], ['6.1.0-37-amd64', '6.1.0-37-amd64', 0],
  ['5.14.0-427.13.1.el9_4.x86_64', '5.14.0-427.9.1.el9_4.x86_64', 1], ['6.10.1', '6.9.12', 1],
] as const)('kernel %s against %s', ([a, b, order]) => {
  expect(Math.sign(compareReleases(a, b))).toBe(order);
});

describe('A reboot is needed', () => {
  const running = { release: '6.1.0-31-amd64', running: true };
  test.for([
    { what: 'when a newer kernel of its flavour is installed', kernels: [running, { release: '6.1.0-37-amd64', running: false }], reasons: ['kernel 6.1.0-31-amd64 runs, 6.1.0-37-amd64 is installed'] },
    { what: 'not for one of another flavour', kernels: [running, { release: '6.12.0-1-cloud-amd64', running: false }], reasons: [] },
    { what: 'not for an older one', kernels: [running, { release: '6.1.0-9-amd64', running: false }], reasons: [] },
    { what: 'not in a container, which has none', kernels: [running], reasons: [] },
  ])('$what', ({ kernels, reasons }) => {
    expect(rebootReasons({ kernels, word: undefined, initReplaced: [] })).toEqual(reasons);
  });

  test('when the distribution or the first process says so', () => {
    expect(rebootReasons({ kernels: [], word: ['libc6', 'dbus'], initReplaced: ['usr/lib/systemd/systemd'] }))
      .toEqual(['the distribution asks for it after updates of libc6, dbus', 'process 1 runs replaced code (usr/lib/systemd/systemd)']);
  });
});

describe('The attack surface of a host', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'glacis-host-'));
    mkdirSync(join(root, 'net'));
    writeFileSync(join(root, 'net/tcp'), 'head\n   0: 00000000:0016 00000000:0000 0A 0:0 00:0 0 0 0 4242 1\n   1: 0100007F:1538 00000000:0000 0A 0:0 00:0 0 0 0 9 1\n');
    process(1, 'systemd', 'usr/lib/systemd/systemd', '');
    process(812, 'sshd', 'usr/sbin/sshd (deleted)', maps);
    mkdirSync(join(root, '813'));
    writeFileSync(join(root, '813/comm'), 'kthreadd\n');
    symlinkSync('socket:[4242]', join(root, '812/fd/3'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function process(pid: number, name: string, executable: string, maps: string): void {
    const directory = join(root, String(pid));
    mkdirSync(join(directory, 'fd'), { recursive: true });
    writeFileSync(join(directory, 'comm'), `${name}\n`);
    writeFileSync(join(directory, 'maps'), maps);
    writeFileSync(join(directory, 'cgroup'), `0::/system.slice/${name}.service\n`);
    symlinkSync(`/${executable}`, join(directory, 'exe'));
  }

  test('is who listens, from which package, and what runs replaced code', () => {
    const purl = 'pkg:deb/debian/openssh-server@1:9.2p1-2?arch=amd64';
    const owners = () => new Map([['usr/sbin/sshd', purl]]);
    const { surface, warnings } = hostSurface({ kernels: [] }, owners, { proc: root, rebootRequired: join(root, 'no-word') });
    expect(surface).toEqual({
      listening: [
        { protocol: 'tcp', address: '0.0.0.0', port: 22, exposed: true, process: { pid: 812, name: 'sshd', executable: 'usr/sbin/sshd' }, package: purl },
        { protocol: 'tcp', address: '127.0.0.1', port: 5432, exposed: false },
      ],
      outdated: [{ pid: 812, name: 'sshd', executable: 'usr/sbin/sshd', unit: 'sshd.service', replaced: ['usr/sbin/sshd', 'usr/lib/x86_64-linux-gnu/libssl.so.3'], packages: [purl] }],
      reboot: { needed: false, reasons: [] },
    });
    expect(warnings).toEqual([]);
  });

  test('names the packages that ask for a reboot', () => {
    writeFileSync(join(root, 'reboot-required'), '*** System restart required ***\n');
    writeFileSync(join(root, 'reboot-required.pkgs'), 'linux-image-amd64\nlibc6\nlibc6\n');
    const { surface } = hostSurface({ kernels: [] }, () => new Map(), { proc: root, rebootRequired: join(root, 'reboot-required') });
    expect(surface.reboot).toEqual({ needed: true, reasons: ['the distribution asks for it after updates of linux-image-amd64, libc6'] });
  });
});
