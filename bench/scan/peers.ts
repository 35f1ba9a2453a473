import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, measured, type BenchImage, type Measured } from './images.ts';

/** Another scanner from npm, run on the same archive without a network. */
export type Peer = { name: string; scan(image: BenchImage): Promise<Measured & { packages: number | undefined }> };

/** Installs a peer apart from Glacis, once a machine: its dependencies are none of ours. */
function installed(name: string, manifest: object): string {
  const folder = cacheFolder(`peers/${name}`);
  if (!existsSync(join(folder, 'node_modules'))) {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'peer', private: true, ...manifest }));
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return folder;
}

/** snyk-docker-plugin: the part of Snyk's command line that reads images; what it finds is matched by Snyk's servers, not here. */
const snyk: Peer = {
  name: 'snyk-docker-plugin',
  async scan({ file }) {
    const folder = installed('snyk', { dependencies: { 'snyk-docker-plugin': '9.20.2' }, overrides: { shescape: '^2.1.0' } });
    const script = join(folder, 'scan.cjs');
    writeFileSync(script, `
      require('snyk-docker-plugin').scan({ path: 'docker-archive:' + process.argv[2] }).then(({ scanResults }) => {
        const packages = scanResults.flatMap(({ facts }) => facts.filter(({ type }) => type === 'depGraph').flatMap(({ data }) => data.getDepPkgs().map(({ name, version }) => name + '@' + version)));
        console.log(new Set(packages).size);
      }, (error) => { console.error(error); process.exit(1); });
    `);
    const result = await measured(process.execPath, [script, file]);
    return { ...result, packages: result.code === 0 ? Number(result.stdout.trim().split('\n').at(-1)) : undefined };
  },
};

/** cdxgen: writes an inventory as CycloneDX; it matches with nothing. */
const cdxgen: Peer = {
  name: 'cdxgen',
  async scan({ file }) {
    const folder = installed('cdxgen', { dependencies: { '@cyclonedx/cdxgen': '12.8.4' } });
    const out = join(folder, 'bom.json');
    rmSync(out, { force: true });
    const result = await measured(process.execPath, [join(folder, 'node_modules/@cyclonedx/cdxgen/bin/cdxgen.js'), file, '-t', 'docker', '-o', out, '--no-banner'], { CDXGEN_DEBUG_MODE: '', FETCH_LICENSE: 'false' });
    if (!existsSync(out)) return { ...result, packages: undefined };
    const { components = [] }: { components?: { purl?: string }[] } = JSON.parse(readFileSync(out, 'utf8'));
    return { ...result, packages: new Set(components.flatMap(({ purl }) => purl ?? [])).size };
  },
};

export const peers: readonly Peer[] = [snyk, cdxgen];
