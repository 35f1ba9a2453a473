/** A day in the life of a small company, hour by hour, as its machines would log it. All of it is made up. */
export type Hour = { source: string; lines: string[] }[];

const offices: Some = ['10.20.4.17', '10.20.4.52', '10.20.6.9'];
const attackers: Some = ['203.0.113.9', '198.51.100.23', '185.220.101.34', '2001:db8:85a3::8a2e:370:7334', '203.0.113.77'];
const people: Some = ['alice', 'bob', 'carol', 'dan', 'erin'];
const paths: Some = ['/', '/login', '/search?q=auth', '/github.com/acme/billing/-/blob/main.go', '/assets/app.js', '/api/v1/repos', '/.env', '/users/sign_in'];
type Some = readonly [string, ...string[]];
const HOUR = 3_600_000;

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What is logged in the hour that begins `ago` hours before `now`. */
export function hourOf(now: number, ago: number): Hour {
  const random = randomness(1_000 + ago);
  const start = now - ago * HOUR;
  const length = Math.min(HOUR, now - start);
  const pick: Pick = (list) => list[Math.floor(random() * list.length)] ?? list[0];
  const awake = 0.35 + 0.65 * Math.max(0, Math.sin(((new Date(start).getUTCHours() - 5) / 24) * 2 * Math.PI));
  const times = (count: number, from = 0, to = 1) => Array.from({ length: Math.round(count) }, () => start + length * (from + random() * (to - from))).sort((a, b) => a - b);
  const at = (time: number) => new Date(time).toISOString();
  const sshd = (time: number, text: string) => `${at(time)} bastion-1 sshd[${1_000 + Math.floor(random() * 60_000)}]: ${text}`;

  const signIns = [
    ...times(26 * awake).map((time) => ({ time, line: sshd(time, `Accepted publickey for ${pick(people)} from ${pick(offices)} port ${40_000 + Math.floor(random() * 9_000)} ssh2: ED25519 SHA256:q8XnT5rW1`) })),
    ...times(12).map((time) => ({ time, line: sshd(time, `Accepted publickey for deploy from 10.20.9.2 port 51022 ssh2: ED25519 SHA256:b1Kc0m9Yz`) })),
    ...times(9).map((time) => ({ time, line: sshd(time, `Failed password for ${pick(['root', 'admin', 'oracle', 'invalid user test'])} from ${pick(attackers)} port ${30_000 + Math.floor(random() * 9_000)} ssh2`) })),
    ...times(14 * awake).map((time) => ({ time, line: `${at(time)} bastion-1 sudo:   ${pick(people)} : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/systemctl restart gitserver` })),
    ...incidents(ago, times, sshd, pick),
  ];
  const web = times(520 * awake).map((time) => `${pick([...attackers, ...offices])} - - [${clf(time)}] "GET ${pick(paths)} HTTP/1.1" ${pick([200, 200, 200, 200, 304, 404, 500])} ${400 + Math.floor(random() * 9_000)} "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/147.0"`);
  const git = times(240 * awake).map((time) => JSON.stringify({ level: pick([30, 30, 30, 40, 50]), time: Math.floor(time), pid: 7, hostname: 'gitserver-0', name: 'gitserver', msg: pick(['fetched repository', 'pruned packs', 'clone finished', 'slow fetch']), repo: `github.com/acme/${pick(['billing', 'web', 'infra', 'docs'])}`, ms: Math.floor(random() * 900) }));
  const database = ago >= 3 ? times(40).map((time) => `${at(time)} db-1 postgres[211]: checkpoint complete: wrote ${Math.floor(random() * 900)} buffers`) : [];
  return [
    { source: 'bastion', lines: signIns.sort((a, b) => a.time - b.time).map(({ line }) => line) },
    { source: 'edge', lines: web },
    { source: 'gitserver', lines: git },
    { source: 'postgres-prod', lines: database },
  ];
}

type Pick = <T>(list: readonly [T, ...T[]]) => T;
type Line = { time: number; line: string };

/** What somebody has to look at. */
function incidents(ago: number, times: (count: number, from?: number, to?: number) => number[], sshd: (time: number, text: string) => string, pick: Pick): Line[] {
  const fails = (count: number, from: number, to: number, user: () => string) => times(count, from, to).map((time) => ({ time, line: sshd(time, `Failed password for ${user()} from ${pick(attackers)} port 51123 ssh2`) }));
  switch (ago) {
    case 9: return [...fails(412, 0.2, 0.45, () => 'root'), ...fails(61, 0.3, 0.6, () => 'admin'), ...times(1, 0.62, 0.63).map((time) => ({ time, line: sshd(time, 'Accepted password for admin from 203.0.113.9 port 51200 ssh2') }))];
    case 5: return times(1, 0.5, 0.6).map((time) => ({ time, line: sshd(time, 'Accepted password for svc-backup from 10.20.4.17 port 40117 ssh2') }));
    case 1: return fails(96, 0.5, 0.7, () => 'erin');
    default: return [];
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `23/Nov/2026:07:33:47 +0000`: the common log format. */
function clf(time: number): string {
  const at = new Date(time);
  return `${String(at.getUTCDate()).padStart(2, '0')}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000`;
}

export const identities = `name,kind,accounts,networks
Alice Berger,person,alice;alice@example.org,10.20.0.0/16
Bob Kern,person,bob,10.20.0.0/16
Carol Diaz,person,carol,10.20.0.0/16
Dan Okafor,person,dan,10.20.0.0/16
Erin Sato,person,erin,10.20.0.0/16
Deploy,service,deploy,10.20.9.0/24
Backup,service,svc-backup,10.20.9.0/24`;
