import { describe, expect, test } from 'vitest';
import { forPlatform, wantedPlatform } from './platform.ts';
import { fullName, parseName, splitPrefix } from './reference.ts';
import { challenges } from './registry/challenge.ts';

const HEX = 'a'.repeat(64);

describe('a reference names an image as docker pull reads it', () => {
  test.for([
    ['alpine', 'docker.io/library/alpine:latest'],
    ['alpine:3.10', 'docker.io/library/alpine:3.10'],
    ['grafana/loki', 'docker.io/grafana/loki:latest'],
    ['docker.io/alpine', 'docker.io/library/alpine:latest'],
    ['index.docker.io/library/alpine', 'docker.io/library/alpine:latest'],
    ['ghcr.io/org/team/app:v1', 'ghcr.io/org/team/app:v1'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['Host.Example/app', 'host.example/app:latest'],
    ['[::1]:5000/app:x', '[::1]:5000/app:x'],
    [`alpine@sha256:${HEX}`, `docker.io/library/alpine@sha256:${HEX}`],
    [`alpine:3@sha256:${HEX}`, `docker.io/library/alpine:3@sha256:${HEX}`],
    ['a/b__c/d--e', 'docker.io/a/b__c/d--e:latest'],
  ])('%s is %s', ([text = '', name]) => expect(fullName(parseName(text))).toBe(name));

  test.for(['', 'Alpine', 'a//b', 'a b', 'alpine:', 'alpine:-x', 'alpine@sha256:12', 'alpine@sha256:x@y', '-host.example/app', 'host.example:port/app', '../app', 'a/../b', 'x'.repeat(3_000), 'example.com/', 'a_-b'])('%s names none', (text) => {
    expect(() => parseName(text)).toThrow(expect.objectContaining({ code: 'bad_reference' }));
  });

  test.for([
    ['docker-archive:a.tar', 'docker-archive', 'a.tar'], ['oci-dir:/x:tag', 'oci-dir', '/x:tag'], ['registry:alpine', 'registry', 'alpine'], ['docker://alpine', 'registry', 'alpine'],
    ['docker:alpine', 'docker', 'alpine'], ['podman:localhost/a', 'podman', 'localhost/a'], ['alpine:3', undefined, 'alpine:3'],
  ] as const)('%s', ([text, prefix, rest]) => expect(splitPrefix(text)).toEqual({ rest, ...(prefix && { prefix }) }));
});

describe('of an index the image of the platform is taken', () => {
  const entry = (platform: string | undefined, more = {}) => {
    const [os = '', architecture = '', variant] = platform?.split('/') ?? [];
    return { mediaType: '', digest: `sha256:${HEX}`, size: 1, ...(platform === undefined ? {} : { platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } }), ...more };
  };
  const attestation = entry('unknown/unknown');
  const entries = [entry('linux/arm/v6'), entry('linux/arm/v7'), entry('linux/arm64/v8'), entry('linux/amd64'), entry('windows/amd64'), attestation];
  test.for([
    ['linux/amd64', 'linux/amd64'], ['linux/x86_64', 'linux/amd64'], ['linux/arm64', 'linux/arm64/v8'], ['linux/arm64/v8', 'linux/arm64/v8'],
    ['linux/arm', 'linux/arm/v7'], ['linux/arm/v6', 'linux/arm/v6'], ['windows/amd64', 'windows/amd64'],
  ])('%s is %s', ([wanted, found]) => {
    expect(forPlatform('app', entries, wantedPlatform(wanted))[0].platform).toEqual(entry(found).platform);
  });

  test('a platform that is not there is an error that says which are', () => {
    expect(() => forPlatform('app', entries, wantedPlatform('linux/s390x'))).toThrow(expect.objectContaining({
      code: 'no_such_platform', message: 'app is not there for linux/s390x.', hint: expect.stringContaining('linux/arm/v6, linux/arm/v7, linux/arm64/v8, linux/amd64, windows/amd64:'),
    }));
  });

  test('the only one is meant where nobody asked for another', () => {
    expect(forPlatform('app', [entry('linux/s390x'), attestation], wantedPlatform())[0].platform?.architecture).toBe('s390x');
    expect(() => forPlatform('app', [entry('linux/s390x'), attestation], wantedPlatform('linux/amd64'))).toThrow('is not there for');
  });

  test('nonsense is none', () => expect(() => wantedPlatform('linux')).toThrow('no platform'));
});

test.for<[string, unknown]>([
  ['Bearer realm="https://auth.example/token",service="reg",scope="repository:a:pull,push"', [['bearer', { realm: 'https://auth.example/token', service: 'reg', scope: 'repository:a:pull,push' }]]],
  ['Basic realm="a \\"b\\""', [['basic', { realm: 'a "b"' }]]],
  ['Basic realm=x, Bearer realm="y", service=z', [['basic', { realm: 'x' }], ['bearer', { realm: 'y', service: 'z' }]]],
  ['Negotiate, Basic realm="x"', [['negotiate', {}], ['basic', { realm: 'x' }]]],
  ['', []],
  ['"""', []],
])('a challenge: %s', ([header, expected]) => {
  expect(challenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])).toEqual(expected);
});
