import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Distribution } from './cataloguer.ts';
import { PACKAGE_TYPES, type StatedPackage } from './package.ts';
import { isSystemType, purlOf, readPurl, sourceRpm } from './purl.ts';

const on = (id: string, version: string, codename?: string): Distribution => ({ id, version, name: id, like: [], ...(codename ? { codename } : {}) });

describe('the purl of a package', () => {
  test.for<[StatedPackage, Distribution | undefined, string]>([
    [{ type: 'deb', name: 'libc6', version: '2.36-9+deb12u7', arch: 'amd64', source: { name: 'glibc', version: '2.36-9+deb12u7' } }, on('debian', '12'), 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u7?arch=amd64&distro=debian-12&upstream=glibc'],
    [{ type: 'deb', name: 'libstdc++6', version: '12.2.0-14', arch: 'amd64', source: { name: 'gcc-12', version: '12.2.0-13' } }, on('ubuntu', '22.04'), 'pkg:deb/ubuntu/libstdc%2B%2B6@12.2.0-14?arch=amd64&distro=ubuntu-22.04&upstream=gcc-12%4012.2.0-13'],
    [{ type: 'deb', name: 'login', version: '1:4.5-1.1~' }, on('debian', '', 'forky'), 'pkg:deb/debian/login@1:4.5-1.1~?distro=debian-forky'],
    [{ type: 'apk', name: 'libcrypto3', version: '3.1.4-r5', arch: 'x86_64', source: { name: 'openssl', version: '3.1.4-r5' } }, on('alpine', '3.18.9'), 'pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&distro=alpine-3.18.9&upstream=openssl'],
    [{ type: 'rpm', name: 'libuuid', version: '1:2.32.1-42.el8_8', arch: 'x86_64', source: { name: 'util-linux', version: '2.32.1-42.el8_8' } }, on('rhel', '8.8'), 'pkg:rpm/redhat/libuuid@2.32.1-42.el8_8?arch=x86_64&distro=rhel-8.8&epoch=1&upstream=util-linux-2.32.1-42.el8_8.src.rpm'],
    [{ type: 'rpm', name: 'nodejs', version: '18-1', module: 'nodejs:18:8090:rhel9' }, on('rocky', '9.2'), 'pkg:rpm/rocky/nodejs@18-1?distro=rocky-9.2&modularitylabel=nodejs:18:8090:rhel9'],
    [{ type: 'rpm', name: 'bash', version: '4.4-19.6.1' }, on('sles', '15.3'), 'pkg:rpm/suse/bash@4.4-19.6.1?distro=sles-15.3'],
    [{ type: 'rpm', name: 'bash', version: '4.4-1' }, undefined, 'pkg:rpm/bash@4.4-1'],
    [{ type: 'npm', namespace: '@babel', name: 'core', version: '7.0.0' }, on('debian', '12'), 'pkg:npm/%40babel/core@7.0.0'],
    [{ type: 'maven', namespace: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.1' }, undefined, 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1'],
    [{ type: 'golang', namespace: 'golang.org/x', name: 'net', version: 'v0.7.0' }, undefined, 'pkg:golang/golang.org/x/net@v0.7.0'],
    [{ type: 'pypi', name: 'Flask_Login', version: '1' }, undefined, 'pkg:pypi/flask-login@1'],
    [{ type: 'generic', name: 'node', version: '' }, undefined, 'pkg:generic/node'],
  ])('%j', ([stated, distribution, expected]) => {
    expect(purlOf(stated, distribution)).toBe(expected);
  });

  test.for<[StatedPackage, string]>([
    [{ type: 'maven', name: 'log4j-core', version: '2.14.1' }, 'pkg:maven/log4j-core@2.14.1'],
    [{ type: 'golang', namespace: 'a', name: 'b', version: 'vX' }, 'pkg:golang/a/b@vX'],
    [{ type: 'cran', name: 'A3', version: '' }, 'pkg:cran/A3'],
    [{ type: 'pub', name: 'a b', version: '1' }, 'pkg:pub/a%20b@1'],
    [{ type: 'npm', name: ' ', version: '1' }, 'pkg:npm/unnamed@1'],
  ])('what the rules of its type refuse has a purl all the same, and one that can be read: %j', ([stated, expected]) => {
    expect(purlOf(stated)).toBe(expected);
    expect(readPurl(expected)?.package.type).toBe(stated.type);
  });

  test('whatever a package is called, it has a purl', () => {
    // Any UTF-16, sound or not.
    const text = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('utf16le'));
    fc.assert(
      fc.property(fc.constantFrom(...PACKAGE_TYPES), text, text, text, (type, namespace, name, version) => {
        expect(purlOf({ type, namespace, name, version })).toMatch(new RegExp(`^pkg:${type}/[\\x21-\\x7e]+$`));
      }),
    );
  });
});

describe('reading a purl', () => {
  test.for<[string, ReturnType<typeof readPurl>]>([
    ['pkg:deb/debian/libgcc1@1:8.3.0-6?arch=amd64&upstream=gcc-8%408.3.0-6&distro=debian-10', { package: { type: 'deb', name: 'libgcc1', version: '1:8.3.0-6', arch: 'amd64', source: { name: 'gcc-8', version: '8.3.0-6' } }, distribution: { id: 'debian', version: '10' } }],
    ['pkg:deb/debian/curl@7.88.1-10+deb12u5?arch=amd64&distro=debian-12.7', { package: { type: 'deb', name: 'curl', version: '7.88.1-10+deb12u5', arch: 'amd64' }, distribution: { id: 'debian', version: '12.7' } }],
    ['pkg:rpm/redhat/bash@4.4-1?epoch=2&distro=rhel-8.8', { package: { type: 'rpm', name: 'bash', version: '2:4.4-1' }, distribution: { id: 'rhel', version: '8.8' } }],
    ['pkg:rpm/opensuse/bash@4.4-1?distro=opensuse-leap-15.5', { package: { type: 'rpm', name: 'bash', version: '4.4-1' }, distribution: { id: 'opensuse-leap', version: '15.5' } }],
    ['pkg:rpm/opensuse/bash@4.4-1?distro=opensuse-tumbleweed', { package: { type: 'rpm', name: 'bash', version: '4.4-1' }, distribution: { id: 'opensuse-tumbleweed', version: '' } }],
    ['pkg:rpm/redhat/nodejs@18-1?rpmmod=nodejs:18:1:a', { package: { type: 'rpm', name: 'nodejs', version: '18-1', module: 'nodejs:18:1:a' }, distribution: { id: 'rhel', version: '' } }],
    ['pkg:npm/%40angular/animation@12.3.1', { package: { type: 'npm', namespace: '@angular', name: 'animation', version: '12.3.1' } }],
    ['pkg:pypi/django', { package: { type: 'pypi', name: 'django', version: '' } }],
    ['pkg:docker/debian@12', undefined],
    ['pkg:npm/', undefined],
    ['https://example.org', undefined],
    ['', undefined],
  ])('%s', ([purl, expected]) => {
    expect(readPurl(purl)).toEqual(expected);
  });

  test('never throws, and refuses what is too long', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => void readPurl(`pkg:${text}`)));
    expect(readPurl(`pkg:npm/${'a'.repeat(10_000)}`)).toBeUndefined();
  });

  test('what was written is read back', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9.+-]{0,10}[a-z0-9]$/);
    const version = fc.stringMatching(/^\d[0-9a-z.+~]{0,8}-\d$/);
    fc.assert(
      fc.property(fc.constantFrom('deb', 'apk', 'rpm'), word, version, word, version, fc.option(fc.nat(9)), (type, name, own, sourceName, sourceVersion, epoch) => {
        const stated: StatedPackage = {
          type, name, arch: 'amd64',
          version: epoch === null ? own : `${epoch}:${own}`,
          ...(sourceName === name ? {} : { source: { name: sourceName, version: sourceVersion } }),
        };
        expect(readPurl(purlOf(stated, on('debian', '12')))).toEqual({ package: stated, distribution: { id: 'debian', version: '12' } });
      }),
    );
  });
});

test.for([
  ['bash-5.1.8-1.cm2.src.rpm', { name: 'bash', version: '5.1.8-1.cm2' }],
  ['java-17-openjdk-17.0.1-1.nosrc.rpm', { name: 'java-17-openjdk', version: '17.0.1-1' }],
  ['(none)', undefined],
  ['a-1.src.rpm', undefined],
  ['-1-1.src.rpm', undefined],
] as const)('the source package %s', ([file, expected]) => {
  expect(sourceRpm(file)).toEqual(expected);
});

test('system packages are those of distributions', () => {
  expect(PACKAGE_TYPES.filter(isSystemType)).toEqual(['alpm', 'apk', 'deb', 'rpm']);
});
