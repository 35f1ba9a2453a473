import { expect, test } from 'vitest';
import { factsOf } from '../../../test/support/scan-fixtures.ts';
import { cataloguers } from './index.ts';

/* A lock file inside a package that somebody installed says what its authors had, not what is here. */
test.for([
  ['app/package-lock.json', true], ['app/node_modules/a/package-lock.json', false], ['app/node_modules/a/yarn.lock', false], ['app/node_modules/a/bun.lock', false],
  ['app/requirements.txt', true], ['app/requirements-dev.txt', true], ['usr/lib/python3/dist-packages/a/requirements.txt', false], ['app/my-requirements.md', false],
  ['srv/vendor/composer.lock', true], ['app/vendor/acme/a/composer.lock', false], ['app/vendor/composer/installed.json', true], ['app/installed.json', false],
  ['app/Cargo.lock', true], ['app/vendor/libc/Cargo.lock', false], ['root/.cargo/registry/src/index.crates.io-0123/libc-0.2.1/Cargo.lock', false], ['root/.cargo/git/checkouts/a-0123/abc/Cargo.lock', false],
  ['app/Gemfile.lock', true], ['usr/lib/ruby/gems/3.1.0/gems/rack-2.0.1/Gemfile.lock', false], ['app/vendor/bundle/ruby/3.1.0/bundler/gems/a-abc0123/Gemfile.lock', false],
  ['usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec', true], ['app/own.gemspec', false],
  ['app/mix.lock', true], ['app/deps/plug/mix.lock', false], ['app/pubspec.lock', true], ['root/.pub-cache/hosted/pub.dev/http-1.0.0/example/pubspec.lock', false],
  ['opt/conda/conda-meta/a-1.0-0.json', true], ['opt/conda/conda-meta/history', false], ['app/pylock.server.toml', true], ['app/pyproject.toml', false],
] as const)('%s is read: %s', ([path, expected]) => {
  const languages = cataloguers.filter(({ id, isOptional }) => !['kernel', 'release', 'dpkg', 'apk', 'rpm'].includes(id) && !isOptional);
  expect(languages.some((each) => each.wants(factsOf(path, 100)))).toBe(expected);
});
