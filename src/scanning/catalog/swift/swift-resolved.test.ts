import { expect, test } from 'vitest';
import { packagesOf, readingOf } from '../../../../test/support/reading.ts';
import { swiftResolved } from './swift-resolved.ts';

const read = (location: string) => readingOf(swiftResolved, { path: 'Package.resolved', bytes: JSON.stringify({ pins: [{ location, state: { version: '1.0.0' } }] }) });

test.for([
  ['https://github.com/apple/swift-nio.git', 'github.com/apple/swift-nio'],
  ['https://GitHub.com/apple/swift-nio/', 'github.com/apple/swift-nio'],
  ['http://github.com/apple/swift.nio', 'github.com/apple/swift.nio'],
  ['git@github.com:apple/swift-nio.git', 'github.com/apple/swift-nio'],
  ['ssh://git@code.example.com:2222/team/sub/port.git', 'code.example.com/team/sub/port'],
] as const)('%s is the package %s', ([location, name]) => {
  expect(packagesOf(read(location))).toEqual([`${name}@1.0.0`]);
});

test('a password in the place is not repeated', () => {
  const word = ['s3', 'cr3t'].join('');
  expect(JSON.stringify(read(`https://me:${word}@github.com/apple/swift-nio`))).not.toContain(word);
});

test.for(['', '/home/me/local', '../local', 'file:///home/me/local', 'https://github.com', 'https://github.com/../../x', `https://${'a'.repeat(5_000)}`, 'javascript:alert(1)'])('%s is no place of a package', (location) => {
  expect(read(location)).toEqual({});
});
