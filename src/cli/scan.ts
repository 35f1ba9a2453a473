import { hostname } from 'node:os';
import type { Command } from 'commander';
import { scans } from '../scanning/index.ts';
import type { GivenImageOptions } from './scan/image-options.ts';
import type { GivenOptions } from './scan/options.ts';

/** `glacis scan`: works alone, without a server. */
export const scan = async (program: Command): Promise<void> => {
  const { each, readOptions, scanOptions } = await import('./scan/options.ts');
  const { runScan } = await import('./scan/run.ts');
  const command = program.command('scan').description('find packages, and what is known against them: exit code 0 fine, 1 against the policy, 3 incomplete, 4 nothing to scan');

  scanOptions(command.command('image').argument('[reference]', 'NAME[:TAG|@DIGEST] of a registry or the local daemon, a docker archive, an OCI archive or layout'))
    .description('scan a container image')
    .option('--input <file>', 'a docker or OCI archive, or an OCI layout')
    .option('--platform <os/arch>', 'which image of an index, such as linux/arm64; this machine\'s when left out')
    .option('--username <name>', 'for the registry; ~/.docker/config.json is read when left out')
    .option('--password-stdin', 'read the password from standard input')
    .option('--insecure', 'let the registry speak plain http, or TLS with any certificate')
    .option('--cacert <file>', 'certificates that the registry may be signed by (PEM)')
    .option('--mirror <host>', 'ask this registry before Docker Hub; REGISTRY=HOST before another one; several times', each, [])
    .action(async (reference: string | undefined, given: GivenOptions & GivenImageOptions) => {
      const options = readOptions(given);
      const { imageRequest } = await import('./scan/image-options.ts');
      const image = await imageRequest(reference, given);
      await runScan(options, async ({ signal, teller }) => (await scans()).examineImage(image.reference, { ...options, ...image, signal, onProgress: teller.progress }));
    });

  scanOptions(command.command('host').argument('[root]', 'a root file system instead of this machine'))
    .description('scan this machine, or a root file system: packages, and of a running machine who listens and what wants a restart')
    .action(async (root: string | undefined, given: GivenOptions) => {
      const options = readOptions(given);
      await runScan(options, async ({ signal, teller }) => (await scans()).examineHost(root, { ...options, name: root ?? hostname(), signal, onProgress: teller.progress }));
    });

  scanOptions(command.command('dir').alias('fs').argument('<path>', 'a source tree'))
    .description('scan a source tree: what its lock files and manifests say')
    .action(async (path: string, given: GivenOptions) => {
      const options = readOptions(given);
      await runScan(options, async ({ signal, teller }) => (await scans()).examineDirectory(path, { ...options, signal, onProgress: teller.progress }));
    });

  scanOptions(command.command('sbom').argument('<file>', 'CycloneDX (JSON) or SPDX (JSON, tags), also as an attestation; - for standard input'))
    .description('judge the packages of an SBOM')
    .action(async (file: string, given: GivenOptions) => {
      await runScan(readOptions(given), async () => (await scans()).examineSbom(file));
    });
};
