import { describe, expect, test } from 'vitest';

import type { Package } from '../../catalog/package.ts';
import { ecosystemsOf } from './distributions.ts';
import { kernelJudge } from './kernels.ts';
import { languageOf } from './languages.ts';
import { systemQuestions } from './questions.ts';

describe('the OSV ecosystem of a distribution', () => {
  test.for<[id: string, version: string, first: string | undefined, name?: string]>([
    ['debian', '12', 'Debian:12'],
    ['debian', '12.5', 'Debian:12'],
    ['debian', '3.1', 'Debian:3.1'],
    ['debian', '', 'Debian:14', 'forky'],
    ['debian', '', undefined, 'sid'],
    ['ubuntu', '22.04', 'Ubuntu:22.04:LTS'],
    ['ubuntu', '23.04', 'Ubuntu:23.04'],
    ['ubuntu', '24.10', 'Ubuntu:24.10'],
    ['alpine', '3.18.9', 'Alpine:v3.18'],
    ['alpine', '3.21.0_alpha20240923', 'Alpine:edge'],
    ['wolfi', '20230201', 'Wolfi'],
    ['almalinux', '9.4', 'AlmaLinux:9'],
    ['rocky', '9.2', 'Rocky Linux:9'],
    ['rhel', '9.4', 'Red Hat:enterprise_linux:9'],
    ['centos', '7', 'Red Hat:enterprise_linux:7'],
    ['sles', '15.5', 'SUSE:Linux Enterprise Server 15 SP5'],
    ['sles', '15', 'SUSE:Linux Enterprise Server 15'],
    ['opensuse-leap', '15.5', 'openSUSE:Leap 15.5'],
    ['opensuse-tumbleweed', '20240501', 'openSUSE:Tumbleweed'],
    ['mariner', '2.0', 'Azure Linux:2'],
    ['azurelinux', '3.0', 'Azure Linux:3'],
    ['openEuler', '22.03', 'openEuler:22.03-LTS-SP3', 'openEuler 22.03 (LTS-SP3)'],
    ['mageia', '9', 'Mageia:9'],
    ['linuxmint', '21', undefined],
    ['kali', '2024.1', undefined],
  ])('%s %s: %s', ([id, version, first, name]) => {
    expect(ecosystemsOf({ id, version, ...(name !== undefined && { name, codename: name }) })[0]).toBe(first);
  });
});

describe('the name of a language package in its ecosystem', () => {
  test.for<[type: Package['type'], namespace: string | undefined, name: string, ecosystem: string, written: string]>([
    ['npm', '@babel', 'core', 'npm', '@babel/core'],
    ['maven', 'org.apache.logging.log4j', 'log4j-core', 'Maven', 'org.apache.logging.log4j:log4j-core'],
    ['golang', 'github.com/docker', 'distribution', 'Go', 'github.com/docker/distribution'],
    ['golang', undefined, 'stdlib', 'Go', 'stdlib'],
    ['pypi', undefined, 'Zope.Interface', 'PyPI', 'zope-interface'],
    ['composer', 'Symfony', 'HTTP-Kernel', 'Packagist', 'symfony/http-kernel'],
    ['nuget', undefined, 'Newtonsoft.Json', 'NuGet', 'newtonsoft.json'],
    ['swift', 'github.com/apple', 'swift-nio', 'SwiftURL', 'github.com/apple/swift-nio'],
    ['github', 'tj-actions', 'changed-files', 'GitHub Actions', 'tj-actions/changed-files'],
    ['cargo', undefined, 'serde_json', 'crates.io', 'serde_json'],
    ['conan', undefined, 'pcre', 'ConanCenter', 'pcre'],
  ])('%s %s %s', ([type, namespace, name, ecosystem, written]) => {
    expect(languageOf({ type, name, ...(namespace !== undefined && { namespace }) })).toEqual({ ecosystem, name: written });
  });
});

const one = (fields: Partial<Package> & Pick<Package, 'type' | 'name' | 'version'>): Package => ({ purl: `pkg:${fields.type}/${fields.name}@${fields.version}`, places: [], foundBy: 'test', ...fields });
const asked = (fields: Package, ecosystem: string) => systemQuestions(fields, [ecosystem]).map(({ name, version, order }) => [name, version, order.id]);

describe('what is asked about a package of a distribution', () => {
  const libssl = one({ type: 'deb', name: 'libssl3', version: '3.0.11-1', source: { name: 'openssl', version: '3.0.11-1' } });

  test('Debian and Alpine: its source', () => {
    expect(asked(libssl, 'Debian:12')).toEqual([['openssl', '3.0.11-1', 'dpkg']]);
  });
  test('the version of the source where it is another', () => {
    const binNmu = one({ type: 'deb', name: 'libc-bin', version: '2.36-9+b1', source: { name: 'glibc', version: '2.36-9' } });
    expect(asked(binNmu, 'Debian:12')).toEqual([['glibc', '2.36-9', 'dpkg']]);
  });
  test('Ubuntu: its source, and its own name, which some notices use', () => {
    expect(asked(libssl, 'Ubuntu:22.04:LTS')).toEqual([['openssl', '3.0.11-1', 'dpkg'], ['libssl3', '3.0.11-1', 'dpkg']]);
  });
  test('a package that names no source is its own', () => {
    expect(asked(one({ type: 'apk', name: 'musl', version: '1.2.4-r2', source: { name: '', version: '1.2.4-r2' } }), 'Alpine:v3.18')).toEqual([['musl', '1.2.4-r2', 'apk']]);
  });
  test('AlmaLinux and Red Hat: its own name', () => {
    const libs = one({ type: 'rpm', name: 'openssl-libs', version: '1:3.0.7-6.el9', source: { name: 'openssl', version: '3.0.7-6.el9' } });
    expect(asked(libs, 'AlmaLinux:9')).toEqual([['openssl-libs', '1:3.0.7-6.el9', 'rpm']]);
  });
  test('SUSE: its source, with its own epoch where the versions agree', () => {
    const libs = one({ type: 'rpm', name: 'libopenssl3', version: '1:3.0.7-6', source: { name: 'openssl', version: '3.0.7-6' } });
    expect(asked(libs, 'openSUSE:Leap 15.5')).toEqual([['openssl', '1:3.0.7-6', 'rpm']]);
  });
  test('and without any epoch where the source has another version', () => {
    const carp = one({ type: 'rpm', name: 'perl-Carp', version: '0:1.52-1', source: { name: 'perl', version: '5.36-1' } });
    expect(asked(carp, 'openSUSE:Leap 15.5')).toEqual([['perl', '5.36-1', 'rpm-without-epoch']]);
  });
  test('signed kernels: the source that they were built from, with their own version', () => {
    const image = one({ type: 'deb', name: 'linux-image-6.1.0-18-amd64', version: '6.1.76-1', source: { name: 'linux-signed-amd64', version: '6.1.76+1' } });
    expect(asked(image, 'Debian:12')).toEqual([['linux', '6.1.76-1', 'dpkg']]);
    const azure = one({ type: 'deb', name: 'linux-image-5.15.0-1051-azure', version: '5.15.0-1051.59', source: { name: 'linux-signed-azure', version: '5.15.0-1051.59' } });
    expect(asked(azure, 'Ubuntu:22.04:LTS')[0]).toEqual(['linux-azure', '5.15.0-1051.59', 'dpkg']);
  });
});

describe('which kernels count', () => {
  const source = { name: 'linux-signed-amd64', version: '6.1.76+1' };
  const old = one({ type: 'deb', name: 'linux-image-6.1.0-17-amd64', version: '6.1.69-1', source });
  const current = one({ type: 'deb', name: 'linux-image-6.1.0-18-amd64', version: '6.1.76-1', source });
  const headers = one({ type: 'deb', name: 'linux-libc-dev', version: '6.1.76-1', source: { name: 'linux', version: '6.1.76-1' } });
  const firmware = one({ type: 'deb', name: 'firmware-linux', version: '1', source: { name: 'linux-firmware', version: '1' } });
  const all = [old, current, headers, firmware];
  const counted = (isContainer: boolean, running?: string) => {
    const judge = kernelJudge(all, { isContainer, kernels: running === undefined ? [] : [{ release: running, running: true }] });
    return all.filter((each) => judge(each) === undefined).map(({ name }) => name);
  };

  test('headers are no kernel, firmware is not built from one', () => {
    expect(counted(false)).toEqual([old.name, current.name, firmware.name]);
  });
  test('none in a container', () => {
    expect(counted(true)).toEqual([firmware.name]);
  });
  test('the one that runs, where that is known', () => {
    expect(counted(false, '6.1.0-17-amd64')).toEqual([old.name, firmware.name]);
  });
  test('all that are installed where what runs came from elsewhere', () => {
    expect(counted(false, '6.9.0-custom')).toEqual([old.name, current.name, firmware.name]);
  });
  test('kernels of Red Hat: the core, not its headers, tools or the package that only names it', () => {
    const rpms = ['kernel', 'kernel-core', 'kernel-headers', 'kernel-tools', 'bpftool'].map((name) => one({ type: 'rpm', name, version: '5.14.0-362.el9', arch: 'x86_64', source: { name: 'kernel', version: '5.14.0-362.el9' } }));
    const judge = kernelJudge(rpms, { isContainer: false, kernels: [] });
    expect(rpms.filter((each) => judge(each) === undefined).map(({ name }) => name)).toEqual(['kernel-core']);
    const whole = [one({ type: 'rpm', name: 'kernel', version: '3.10.0-1160.el7', arch: 'x86_64' })];
    expect(kernelJudge(whole, { isContainer: false, kernels: [] })(whole[0] as Package)).toBeUndefined();
  });
});
