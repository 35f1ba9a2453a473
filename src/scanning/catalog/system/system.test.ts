import { describe, expect, test } from 'vitest';
import { readWith, scanFixture } from '../../../../test/support/scan-fixtures.ts';
import { hasShared, readShared } from '../../../../test/support/shared.ts';
import type { Distribution } from '../cataloguer.ts';
import type { StatedPackage } from '../package.ts';
import { endOfLife } from './end-of-life.ts';
import { kernel, kernelOf } from './kernel.ts';
import { chooseDistribution, release } from './release.ts';
import { isThirdParty } from './vendors.ts';

const distribution = (path: string, text: string) => readWith(release, path, text).distribution;

describe('which distribution a system says it is', () => {
  test.for<[path: string, text: string, expected: Partial<Distribution> | undefined]>([
    ['etc/os-release', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n', { id: 'debian', version: '12', codename: 'bookworm', name: 'Debian GNU/Linux 12 (bookworm)', like: [] }],
    ['usr/lib/os-release', "NAME='Red Hat Enterprise Linux'\nID=\"rhel\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"9.4\"\nCPE_NAME=\"cpe:/o:redhat:enterprise_linux:9::baseos\"\n", { id: 'rhel', version: '9.4', name: 'Red Hat Enterprise Linux', like: ['fedora'], cpe: 'cpe:/o:redhat:enterprise_linux:9::baseos' }],
    ['etc/os-release', 'ID=debian\nPRETTY_NAME="Debian GNU/Linux forky/sid"\nVERSION_CODENAME=forky\n', { id: 'debian', version: '', codename: 'forky', name: 'Debian GNU/Linux forky/sid', like: [] }],
    ['etc/os-release', 'ID=alpine\nVERSION_ID=3.21.0_alpha20240807\nPRETTY_NAME="Alpine Linux edge"\n', { id: 'alpine', version: '', codename: 'edge', name: 'Alpine Linux edge', like: [] }],
    ['etc/os-release', 'ID=x\nNAME="a \\"b\\" \\$c"\n', { id: 'x', version: '', name: 'a "b" $c', like: [] }],
    ['etc/os-release', '# ID=no\nNAME=x\n', undefined],
    ['etc/alpine-release', '3.20.3\n', { id: 'alpine', version: '3.20.3', name: 'Alpine Linux 3.20.3', like: [] }],
    ['etc/alpine-release', '3.21.0_alpha20240807\n', { id: 'alpine', version: '', codename: 'edge', name: 'Alpine Linux 3.21.0_alpha20240807', like: [] }],
    ['etc/redhat-release', 'CentOS Linux release 7.9.2009 (Core)\n', { id: 'centos', version: '7.9.2009', name: 'CentOS Linux release 7.9.2009 (Core)', like: ['rhel', 'fedora'] }],
    ['etc/redhat-release', 'Red Hat Enterprise Linux Server release 6.10 (Santiago)\n', { id: 'rhel', version: '6.10', name: 'Red Hat Enterprise Linux Server release 6.10 (Santiago)', like: ['fedora'] }],
    ['etc/system-release', 'Amazon Linux AMI release 2018.03\n', { id: 'amzn', version: '2018.03', name: 'Amazon Linux AMI release 2018.03', like: ['rhel', 'fedora'] }],
    ['etc/redhat-release', 'Somebody release 1\n', undefined],
    ['etc/debian_version', '11.9\n', { id: 'debian', version: '11', name: 'Debian GNU/Linux 11.9', like: [] }],
    ['etc/debian_version', 'trixie/sid\n', { id: 'debian', version: '', codename: 'trixie', name: 'Debian GNU/Linux trixie/sid', like: [] }],
    ['etc/lsb-release', 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=14.04\nDISTRIB_CODENAME=trusty\nDISTRIB_DESCRIPTION="Ubuntu 14.04.6 LTS"\n', { id: 'ubuntu', version: '14.04', codename: 'trusty', name: 'Ubuntu 14.04.6 LTS', like: ['debian'] }],
  ])('%s: %j', ([path, text, expected]) => {
    expect(distribution(path, text)).toEqual(expected);
  });

  test('of several files os-release counts, and etc before usr/lib; Debian in debian_version is what Ubuntu was made of', () => {
    const of = (path: string, id: string) => ({ path, distribution: { id, version: '', name: id, like: [] } });
    expect(chooseDistribution([of('etc/debian_version', 'debian'), of('usr/lib/os-release', 'b'), of('etc/os-release', 'a')])?.id).toBe('a');
    expect(chooseDistribution([of('etc/debian_version', 'debian'), of('usr/lib/os-release', 'b')])?.id).toBe('b');
    expect(chooseDistribution([of('etc/debian_version', 'debian'), of('etc/lsb-release', 'ubuntu')])?.id).toBe('ubuntu');
    expect(chooseDistribution([])).toBeUndefined();
  });

  test.runIf(hasShared)('real Alpine systems of eight releases', () => {
    const files = scanFixture('apk/apk.zip');
    const found = ['v3.10', 'v3.12', 'v3.14', 'v3.15', 'v3.17', 'v3.18', 'v3.20', 'edge'].map((name) => {
      const said = readWith(release, 'etc/os-release', files.get(`input/docker-alpine/${name}/etc/os-release`) ?? '').distribution;
      return `${said?.id} ${said?.version || said?.codename}`;
    });
    expect(found).toEqual(['alpine 3.10.9', 'alpine 3.12.12', 'alpine 3.14.10', 'alpine 3.15.11', 'alpine 3.17.10', 'alpine 3.18.9', 'alpine 3.20.3', 'alpine edge']);
  });
});

describe('when a release gets no fixes any more', () => {
  test.for<[id: string, version: string, name: string, date: string | undefined, extended?: string]>([
    ['debian', '12', '', '2028-06-30', '2033-06-30'],
    ['debian', '6.0', '', '2016-02-29'],
    ['ubuntu', '22.04', '', '2027-06-01', '2032-04-21'],
    ['ubuntu', '23.10', '', '2024-07-11'],
    ['alpine', '3.20.3', '', '2026-04-01'],
    ['alpine', '3.2', '', '2017-05-01'],
    ['alpine', '', '', undefined],
    ['rhel', '9.4', '', '2032-05-31', '2035-05-31'],
    ['rhel', '10.0', '', '2035-05-31', '2038-05-31'],
    ['centos', '8', 'CentOS Linux', '2021-12-31'],
    ['centos', '8', 'CentOS Stream', '2024-05-31'],
    ['almalinux', '8.10', '', '2029-03-01'],
    ['rocky', '9.2', '', '2032-05-31'],
    ['ol', '7.9', '', '2024-12-01', '2026-06-01'],
    ['amzn', '2', '', '2026-06-30'],
    ['amzn', '2023', '', '2029-06-30'],
    ['amzn', '2018.03', '', '2023-12-31'],
    ['sles', '15.5', '', '2024-12-31', '2027-12-31'],
    ['sles', '15', '', '2019-12-31', '2022-12-31'],
    ['sles', '15.99', '', undefined],
    ['opensuse-leap', '15.6', '', '2026-04-30'],
    ['opensuse-tumbleweed', '20260101', '', undefined],
    ['fedora', '41', '', '2025-12-15'],
    ['mariner', '2.0', '', '2025-07-31'],
    ['nobody', '1', '', undefined],
    ['constructor', 'constructor', '', undefined],
    ['debian', 'constructor', '', undefined],
  ])('%s %s %s', ([id, version, name, date, extended]) => {
    const found = endOfLife({ id, version, name });
    expect(found?.date).toBe(date);
    expect(found?.extended).toBe(extended);
    expect(found?.extendedBy === undefined).toBe(extended === undefined);
  });

  test.runIf(hasShared)('the dates of Debian and Ubuntu are those of distro-info-data', () => {
    const rows = (file: string) => readShared(`advisories/eol/${file}`).toString().trim().split('\n').slice(1).map((line) => line.split(','));
    const dated = [
      // eol, eol-lts, eol-elts
      ...rows('debian.csv').filter(([version = '']) => Number.parseFloat(version) >= 2).map(([version, , , , , eol, lts, elts]) => ({ id: 'debian', version, date: lts ?? eol, extended: elts })),
      // eol, eol-server, eol-esm
      ...rows('ubuntu.csv').map(([version, , , , , eol, server, esm]) => ({ id: 'ubuntu', version: version?.split(' ')[0], date: server ?? eol, extended: esm })),
    ].filter(({ date }) => date !== undefined);
    expect(dated.length).toBeGreaterThan(50);
    for (const { id, version = '', date, extended } of dated) {
      expect({ version, ...endOfLife({ id, version, name: '' }) }).toMatchObject({ version, date, ...(extended ? { extended } : {}) });
    }
  });
});

describe('which kernels are installed', () => {
  test.for([
    ['boot/vmlinuz-6.1.0-18-amd64', '6.1.0-18-amd64'],
    ['lib/modules/5.14.0-362.8.1.el9_3.x86_64/modules.dep', '5.14.0-362.8.1.el9_3.x86_64'],
    ['usr/lib/modules/6.6.31-0-lts/modules.order', '6.6.31-0-lts'],
    ['boot/vmlinuz-0-rescue-61b2c0', undefined],
    ['boot/vmlinuz-lts', undefined],
    ['boot/vmlinuz-', undefined],
    ['lib/modules/6.1/kernel/fs/ext4.ko', undefined],
    ['lib/modules/a/b/modules.dep', undefined],
  ] as const)('%s: %s', ([path, expected]) => {
    expect(kernel.wants({ path, name: '', size: 1, mode: 0 })).toBe(expected !== undefined);
    expect(readWith(kernel, path, '').kernels).toEqual(expected === undefined ? undefined : [{ release: expected, running: false }]);
  });

  test.for<[StatedPackage, string | undefined]>([
    [{ type: 'deb', name: 'linux-image-6.1.0-18-amd64', version: '6.1.76-1' }, '6.1.0-18-amd64'],
    [{ type: 'deb', name: 'linux-image-unsigned-6.8.0-31-generic', version: '6.8.0-31.31' }, '6.8.0-31-generic'],
    [{ type: 'deb', name: 'linux-image-amd64', version: '6.1.76-1' }, undefined],
    [{ type: 'deb', name: 'linux-image-6.1.0-18-amd64-dbg', version: '6.1.76-1' }, undefined],
    [{ type: 'rpm', name: 'kernel-core', version: '5.14.0-362.el9', arch: 'x86_64' }, '5.14.0-362.el9.x86_64'],
    [{ type: 'rpm', name: 'kernel-headers', version: '5.14.0-362.el9', arch: 'x86_64' }, undefined],
    [{ type: 'apk', name: 'linux-lts', version: '6.6.31-r0' }, '6.6.31-0-lts'],
    [{ type: 'apk', name: 'linux-headers', version: '6.6-r0' }, undefined],
    [{ type: 'npm', name: 'kernel-core', version: '1' }, undefined],
  ])('%j brings %s', ([stated, expected]) => {
    expect(kernelOf(stated)).toBe(expected);
  });
});

describe("a third party's package", () => {
  const on = (id: string): Distribution => ({ id, version: '', name: id, like: [] });
  test.for<[id: string, type: 'deb' | 'rpm' | 'npm', vendor: string | undefined, version: string, expected: boolean]>([
    ['debian', 'deb', 'Docker <support@docker.com>', '5:20.10.7~3-0~debian-buster', true],
    ['debian', 'deb', 'Gerrit Pape <pape@smarden.org>', '1', false],
    ['debian', 'deb', 'Guillem Jover <guillem@debian.org>', '1', false],
    ['ubuntu', 'deb', 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>', '1', false],
    ['debian', 'deb', 'Debian PostgreSQL Maintainers <team+postgresql@tracker.debian.org>', '16.2-1.pgdg120+2', true],
    ['debian', 'deb', 'Debian PHP Maintainers <team+pkg-php@tracker.debian.org>', '8.2.1-1+0~20240101.1+debian12~1.gbp1', true],
    ['debian', 'deb', 'Debian PHP Maintainers <team+pkg-php@tracker.debian.org>', '8.2.7-1~deb12u1', false],
    ['debian', 'deb', 'Elastic', '1', true],
    ['ubuntu', 'deb', 'Ubuntu', '1', false],
    ['debian', 'deb', undefined, '1', false],
    ['rhel', 'rpm', 'Red Hat, Inc.', '1', false],
    ['rhel', 'rpm', 'Fedora Project', '1', true],
    ['rocky', 'rpm', 'Rocky Enterprise Software Foundation', '1', false],
    ['sles', 'rpm', 'SUSE LLC <https://www.suse.com/>', '1', false],
    ['rhel', 'rpm', undefined, '1', false],
    ['some-other', 'rpm', 'Anybody', '1', false],
    ['debian', 'npm', 'Elastic', '1', false],
  ])('%s %s of %s, %s: %s', ([id, type, vendor, version, expected]) => {
    expect(isThirdParty({ type, name: 'x', version, ...(vendor === undefined ? {} : { vendor }) }, on(id))).toBe(expected);
  });
});
