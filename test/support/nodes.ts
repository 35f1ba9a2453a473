import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const checkout = realpathSync(join(import.meta.dirname, '../..'));
/** Below the root of a node. */
const INSTALLED = '/opt/glacis';

export const canMakeNodes = process.getuid?.() === 0 && ['/usr/bin/mmdebstrap', '/usr/bin/dpkg-deb', '/usr/sbin/ip', '/usr/bin/unshare'].every((path) => existsSync(path));

export type Node = {
  root: string;
  /** Runs a shell's line on the node: in its root, with processes and network of its own. */
  start(line: string, env?: Record<string, string>): ChildProcess;
  run(line: string): Promise<void>;
  /** Installs a package that was made for this: name and version are all there is to it. */
  install(name: string, version: string): Promise<void>;
};

export type Nodes = {
  /** Where nodes reach what listens on a port of this machine's loopback. */
  address(port: number): Promise<string>;
  node(name: string): Node;
  remove(): Promise<void>;
};

/** How Glacis is started on a node. */
export const GLACIS = `${INSTALLED}/${relative(checkout, realpathSync(process.execPath))} ${INSTALLED}/src/main.ts`;

/** Nodes made of Debian: root file systems of their own with processes, mounts and a network that nobody else has. */
export function debianNodes(packages: readonly string[]): Nodes {
  const place = mkdtempSync(join(tmpdir(), 'glacis-nodes-'));
  const tar = join(place, 'root.tar');
  execFileSync('mmdebstrap', ['--variant=minbase', '--quiet', '--format=tar', `--include=${packages.join(',')}`, 'bookworm', tar], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const names: string[] = [];
  const children: ChildProcess[] = [];
  const bridges: Server[] = [];
  const tag = `g${process.pid % 10_000}`;
  const net = `10.213.${process.pid % 250}`;
  ip('link', 'add', `${tag}br`, 'type', 'bridge');
  ip('addr', 'add', `${net}.1/24`, 'dev', `${tag}br`);
  ip('link', 'set', `${tag}br`, 'up');

  return {
    async address(port) {
      const bridge = createServer((socket) => {
        const to = connect(port, '127.0.0.1');
        for (const [one, other] of [[socket, to], [to, socket]] as const) one.pipe(other).on('error', () => one.destroy());
      });
      bridges.push(bridge);
      await new Promise<void>((resolve) => { bridge.listen(port, `${net}.1`, resolve); });
      return `http://${net}.1:${port}`;
    },
    node(name) {
      names.push(name);
      const root = join(place, name);
      const namespace = `${tag}${name}`;
      mkdirSync(join(root, INSTALLED.slice(1)), { recursive: true });
      execFileSync('tar', ['-xf', tar, '-C', root, '--exclude=./dev/*']);
      writeFileSync(join(root, 'etc/hostname'), `${name}\n`);
      ip('netns', 'add', namespace);
      const link = `${tag}v${names.length}`;
      ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
      ip('link', 'set', link, 'master', `${tag}br`, 'up');
      ip('-n', namespace, 'addr', 'add', `${net}.${names.length + 1}/24`, 'dev', 'eth0');
      for (const device of ['lo', 'eth0']) ip('-n', namespace, 'link', 'set', device, 'up');
      const inside = (line: string): string[] => [
        'netns', 'exec', namespace, 'unshare', '--mount', '--uts', '--pid', '--fork', '--kill-child', 'sh', '-c',
        'hostname "$1" && mount -t proc proc "$2/proc" && mount --rbind /dev "$2/dev" && mount --bind "$3" "$2$4" && exec chroot "$2" sh -c "$5"',
        'sh', name, root, checkout, INSTALLED, line,
      ];
      return {
        root,
        start(line, env = {}) {
          const child = spawn('ip', inside(line), { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
          children.push(child);
          return child;
        },
        // Not to be waited for by standing still: what it reaches may be this process.
        run: async (line) => void (await execute('ip', inside(line), { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' }, timeout: 60_000 })),
        async install(packageName, version) {
          const tree = mkdtempSync(join(place, 'deb-'));
          mkdirSync(join(tree, 'DEBIAN'));
          writeFileSync(join(tree, 'DEBIAN/control'), `Package: ${packageName}\nVersion: ${version}\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: for a test\n`);
          execFileSync('dpkg-deb', ['--build', '--root-owner-group', tree, join(root, 'tmp/made.deb')], { stdio: 'ignore' });
          await this.run('dpkg -i /tmp/made.deb');
        },
      };
    },
    async remove() {
      const ended = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map((child) => new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGKILL');
      }));
      await Promise.all(ended);
      for (const bridge of bridges) bridge.close();
      for (const name of names) ip('netns', 'del', `${tag}${name}`);
      ip('link', 'del', `${tag}br`);
      rmSync(place, { recursive: true, force: true });
    },
  };
}
