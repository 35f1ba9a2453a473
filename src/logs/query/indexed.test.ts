import { expect, test } from 'vitest';
import { isIndexed } from './indexed.ts';
import { parseQuery } from './parse.ts';

test.for([
  ['failed', true], ['"failed password"', true], ['/var/log*', true], ['user:alice', true], ['src_ip:10.0.0.1', true], ['entity:x', true], ['user:alice status:failure', true], ['failed OR user:alice', true], ['message:x failed', true],
  ['', false], ['fail*', false], ['*ile*', false], ['"--"', false], ['-failed', false], ['failed OR status:failure', false], ['user:adm*', false], ['user:*', false], ['user:""', false], ['src_ip:10.0.0.0/8', false], ['status:failure', false], ['message:failed', false],
] as const)('%s is found by an index: %s', ([query, indexed]) => expect(isIndexed(parseQuery(query))).toBe(indexed));
