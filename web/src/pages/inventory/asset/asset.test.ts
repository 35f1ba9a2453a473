import { describe, expect, test } from 'vitest';
import { hostQuery } from './hostQuery.ts';
import { readPurl } from './purl.ts';
import { behind, byReach, socketOf } from './services.ts';

describe('a package URL is told as people say it', () => {
  test.for<[string, string, string]>([
    ['pkg:deb/debian/openssl@3.0.15-1~deb12u1?arch=amd64&distro=debian-12', 'openssl', '3.0.15-1~deb12u1'],
    ['pkg:deb/debian/libstdc%2B%2B6@12.2.0-14', 'libstdc++6', '12.2.0-14'],
    ['pkg:npm/%40babel/core@7.1.0#lib', '@babel/core', '7.1.0'],
    ['pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1', 'org.apache.logging.log4j:log4j-core', '2.14.1'],
    ['pkg:golang/github.com/gin-gonic/gin@v1.9.0', 'github.com/gin-gonic/gin', 'v1.9.0'],
    ['pkg:generic/%zz@1', '%zz', '1'],
    ['not a purl', 'not a purl', ''],
  ])('%s', ([purl, name, version]) => {
    expect(readPurl(purl)).toEqual({ name, version });
  });
});

describe('the issues behind a service', () => {
  const service = { protocol: 'tcp', address: '0.0.0.0', port: 443, exposed: true, process: 'nginx', package: 'pkg:deb/debian/nginx@1.22?arch=amd64' } as const;

  test('are those of its package, wherever that was found, and those said to listen there', () => {
    const own = { id: 1, purl: 'pkg:deb/debian/nginx@1.22?arch=amd64&distro=debian-12', listening: [] };
    const linked = { id: 2, purl: 'pkg:deb/debian/openssl@3', listening: ['0.0.0.0:443/tcp'] };
    const other = { id: 3, purl: 'pkg:deb/debian/curl@7', listening: ['0.0.0.0:80/tcp'] };
    expect(behind(service, [own, linked, other]).map(({ id }) => id)).toEqual([1, 2]);
  });

  test('are none where its package is not known', () => {
    expect(behind({ ...service, package: null }, [{ purl: 'pkg:deb/debian/nginx@1.22', listening: [] }])).toEqual([]);
  });

  test('addresses of IPv6 stand in brackets', () => {
    expect(socketOf({ ...service, protocol: 'udp', address: '::', port: 53 })).toBe('[::]:53/udp');
  });

  test('what others reach comes first, then by port', () => {
    const local = { ...service, exposed: false, port: 22 };
    expect(byReach([local, service, { ...service, port: 80 }]).map(({ port }) => port)).toEqual([80, 443, 22]);
  });
});

test.for([
  ['web-1', 'host:web-1'],
  ['web-1.example.org', 'host:web-1.example.org OR host:web-1'],
  ['10.20.1.11', 'host:10.20.1.11'],
])('the events of %s are found by %s', ([node, query]) => {
  expect(hostQuery(node ?? '')).toBe(query);
});
