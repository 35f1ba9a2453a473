import { expect, test } from 'vitest';
import { addressOf, tidyUrl } from './address.ts';

test.for([
  ['https://registry.example', 'https:', 'registry.example'], ['https://Registry.Example:5000/', 'https:', 'registry.example:5000'], ['http://127.0.0.1:5000', 'http:', '127.0.0.1:5000'],
  ['https://docker.io', 'https:', 'docker.io'], ['https://registry-1.docker.io/v2/', 'https:', 'docker.io'], ['https://index.docker.io', 'https:', 'docker.io'],
  // Without a dot or a port it would be a repository of Docker Hub.
  ['https://registry', 'https:', 'registry:443'], ['http://registry', 'http:', 'registry:80'], ['http://localhost', 'http:', 'localhost'], ['https://[2001:db8::1]:5000', 'https:', '[2001:db8::1]:5000'],
] as const)('images of %s are named by its host', ([url, scheme, registry]) => {
  expect(addressOf(url)).toEqual({ scheme, registry });
  expect(addressOf(tidyUrl(url))).toEqual({ scheme, registry });
});

test.for(['https://user:pass@registry.example', 'https://registry.example/team', 'https://registry.example/?a=b', 'https://registry.example/#a', 'ftp://registry.example', 'registry.example', 'file:///etc'])('%s is no address of a registry', (url) => {
  expect(() => addressOf(url)).toThrow(expect.objectContaining({ code: 'invalid' }));
});
