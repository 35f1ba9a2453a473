import { expect, test } from 'vitest';
import { assetId, fullReference, repositoryOf } from './identity.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.for([
  ['nginx', 'docker.io/library/nginx:latest', 'docker.io/library/nginx'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27', 'docker.io/library/nginx'],
  ['acme/web', 'docker.io/acme/web:latest', 'docker.io/acme/web'],
  ['index.docker.io/library/nginx:1', 'docker.io/library/nginx:1', 'docker.io/library/nginx'],
  ['Registry.example/shop/web:1.4', 'registry.example/shop/web:1.4', 'registry.example/shop/web'],
  ['localhost:5000/web', 'localhost:5000/web:latest', 'localhost:5000/web'],
  ['localhost/web', 'localhost/web:latest', 'localhost/web'],
  [`registry.example/web@${digest}`, `registry.example/web@${digest}`, 'registry.example/web'],
  [`registry.example/web:1@${digest}`, `registry.example/web:1@${digest}`, 'registry.example/web'],
  [digest, digest, digest],
] as const)('%s is %s, of %s', ([reference, full, repository]) => {
  expect(fullReference(reference)).toBe(full);
  expect(repositoryOf(full)).toBe(repository);
});

test('an id is of kind and key, which do not run together', () => {
  expect(assetId('image', 'a')).toMatch(/^[0-9a-f]{32}$/);
  expect(assetId('image', 'a')).toBe(assetId('image', 'a'));
  expect(new Set([assetId('image', 'a'), assetId('node', 'a'), assetId('image', 'b')]).size).toBe(3);
});
