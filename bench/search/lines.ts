/** Lines as sshd, nginx, sudo and an application write them, in the proportions of a small estate; the same at each run. */
export type Line = { source: string; host: string; time: number; text: string };

const HOSTS = Array.from({ length: 40 }, (_, index) => `${index < 25 ? 'web' : 'db'}${index}.prod`);
const PATHS = ['/', '/login', '/api/v1/items', '/api/v1/users', '/static/app.js', '/static/app.css', '/healthz', '/favicon.ico', '/wp-login.php', '/.env', '/admin', '/api/v1/search'];
const AGENTS = ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36', 'curl/8.5.0', 'Go-http-client/1.1', 'kube-probe/1.30', 'python-requests/2.32'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NAMES = ['root', 'admin', 'deploy', 'postgres', 'git', 'ubuntu', 'test', 'oracle', 'backup', 'alice'];

/** Numbers that look random but are the same each time (mulberry32). */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (limit: number) => Math.floor(next() * limit),
    /** Few are frequent and many are rare, as users, addresses and paths are. */
    skewed: (limit: number) => Math.floor(limit ** next()) - 1,
  };
}

/** `count` lines that end at `end` and lie `spacing` ms apart. */
export function* logLines({ count, end, spacing }: { count: number; end: number; spacing: number }): Generator<Line, void, undefined> {
  const { below, skewed } = dice(7);
  const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
  const user = () => {
    const rank = skewed(3_000);
    return NAMES[rank] ?? `user${rank}`;
  };
  const address = () => {
    const rank = skewed(60_000);
    return `${pick([10, 203, 198, 45, 185], rank)}.${(rank * 7) % 256}.${(rank >> 6) % 256}.${(rank * 13) % 254 + 1}`;
  };
  for (let index = 0; index < count; index += 1) {
    const time = Math.floor(end - (count - index) * spacing);
    const at = new Date(time);
    const host = pick(HOSTS, skewed(HOSTS.length));
    const clock = at.toISOString().slice(11, 19);
    const stamp = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${clock} ${host.split('.')[0]}`;
    const kind = below(100);
    let text: string;
    let source = 'auth';
    if (kind < 34) {
      const known = below(5) > 0;
      text = `${stamp} sshd[${1_000 + below(60_000)}]: Failed password for ${known ? '' : 'invalid user '}${user()} from ${address()} port ${1_024 + below(60_000)} ssh2`;
    } else if (kind < 38) {
      text = `${stamp} sshd[${1_000 + below(60_000)}]: Accepted publickey for ${user()} from ${address()} port ${1_024 + below(60_000)} ssh2: ED25519 SHA256:${below(2 ** 31).toString(36)}${below(2 ** 31).toString(36)}`;
    } else if (kind < 44) {
      text = `${stamp} sudo:   ${user()} : TTY=pts/${below(4)} ; PWD=/home ; USER=root ; COMMAND=/usr/bin/systemctl restart ${pick(['nginx', 'app', 'cron'], below(3))}`;
    } else if (kind < 90) {
      source = 'nginx';
      const method = below(8) === 0 ? 'POST' : 'GET';
      const status = pick([200, 200, 200, 200, 200, 304, 404, 301, 403, 500], below(10));
      const day = `${String(at.getUTCDate()).padStart(2, '0')}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${clock} +0000`;
      text = `${address()} - - [${day}] "${method} ${pick(PATHS, skewed(PATHS.length))}?id=${below(100_000)} HTTP/1.1" ${status} ${below(50_000)} "-" "${pick(AGENTS, skewed(AGENTS.length))}"`;
    } else {
      source = 'app';
      const request = `${below(2 ** 31).toString(16)}${below(2 ** 31).toString(16)}`;
      text = `{"level":${below(20) === 0 ? 50 : 30},"time":${time},"pid":${below(100)},"hostname":"${host}","reqId":"${request}","user":"${user()}","msg":"${below(20) === 0 ? 'request failed: upstream timeout' : 'request completed'}","responseTime":${below(900)}}`;
    }
    yield { source, host, time, text };
  }
}
