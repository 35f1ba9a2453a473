import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageParts, indexOf } from '../../../../test/support/images.ts';
import { standInRegistry, type StandIn } from '../../../../test/support/stand-in-registry.ts';
import { guardedOutgoing } from '../../../kernel/outgoing.ts';
import { provenDigests } from './claims.ts';

/* Whoever reads a hostile image may say afterwards that it was another. */
const image = (text: string, architecture = 'amd64') => imageParts([[{ path: 'etc/name', contents: text }]], { architecture });
const [amd, arm, victim] = [image('a'), image('b', 'arm64'), image('victim')];
const both = indexOf([amd, arm]);
let registry: StandIn;
beforeAll(async () => {
  registry = await standInRegistry();
  for (const [tag, manifest] of Object.entries({ both, amd: amd.manifest, arm: arm.manifest })) registry.put('shop/web', tag, manifest);
  registry.put('other/victim', '1', victim.manifest);
});
afterAll(() => registry.stop());

const proven = async (wanted: string, digest: string, configDigest?: string) =>
  provenDigests(
    { lineage: `${registry.host}/shop/web`, digest: wanted },
    { target: { kind: 'image', name: 'web', digest, ...(configDigest === undefined ? {} : { configDigest }) } },
    { scheme: 'http:', credentials: 'none' },
    { outgoing: guardedOutgoing({ allow: ['127.0.0.1/32'] }), signal: AbortSignal.timeout(10_000) },
  );

test('an image is known by the manifest that its index leads to, and by the configuration of that', async () => {
  expect(await proven(both.digest, arm.manifest.digest, arm.config.digest)).toEqual({ manifest: arm.manifest.digest, others: [arm.manifest.digest, arm.config.digest] });
  expect(await proven(amd.manifest.digest, amd.manifest.digest, amd.config.digest)).toEqual({ manifest: amd.manifest.digest, others: [amd.manifest.digest, amd.config.digest] });
});

test.for<[string, () => [string, string]]>([
  ['of another repository', () => [both.digest, victim.manifest.digest]],
  ['of a sibling, where one manifest was wanted', () => [amd.manifest.digest, arm.manifest.digest]],
  ['that nobody has', () => [both.digest, `sha256:${'0'.repeat(64)}`]],
])('a reader that says it read an image %s is not believed', async ([, of]) => {
  await expect(proven(...of())).rejects.toThrow('is not the image that was wanted');
});

test('nor is what it says of the configuration of another', async () => {
  expect(await proven(both.digest, amd.manifest.digest, victim.config.digest)).toEqual({ manifest: amd.manifest.digest, others: [amd.manifest.digest] });
});

test('where the registry tells nothing, nothing is known of which image it was', async () => {
  registry.mischief((_request, response) => {
    response.writeHead(503).end();
    return true;
  });
  await expect(proven(both.digest, amd.manifest.digest)).rejects.toThrow('cannot be checked');
});
