// Which way imports run (docs/design/layers.md). Each domain may import only what stands to its right.
const order = [
  'program', 'ctf', 'bounty', 'boundary', 'secrets', 'alerts', 'detection', 'logs',
  'vulnerabilities', 'scanning', 'inventory', 'codehost', 'delivery', 'identity',
];

/** Folders that turn values into values; they may not touch I/O of any kind. */
const pure = [
  'src/logs/normalize', 'src/logs/query', 'src/logs/ocsf', 'src/detection/spikes',
  'src/scanning/catalog', 'src/scanning/match', 'src/detection/sigma', 'src/vulnerabilities/issues/rules', 'src/secrets/policy',
  'src/boundary/verdict', 'src/ctf/scoring', 'src/program/gate',
];

const io = '^(node:)?(fs|fs/promises|net|tls|http|https|http2|dgram|dns|child_process|worker_threads|sqlite)$';

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-knows-no-domain', severity: 'error',
      from: { path: '^src/kernel/' }, to: { path: '^src/(?!kernel/)' },
    },
    {
      name: 'engines-know-only-the-kernel', severity: 'error',
      from: { path: '^src/engines/' }, to: { path: '^src/(?!kernel/|engines/)' },
    },
    {
      name: 'domains-know-no-composition', severity: 'error',
      from: { path: `^src/(${order.join('|')})/` }, to: { path: '^src/(cli|server|engines|main)' },
    },
    ...order.map((domain, at) => ({
      name: `${domain}-imports-downwards`, severity: 'error',
      from: { path: `^src/${domain}/` },
      to: at === 0 ? { path: '^$' } : { path: `^src/(${order.slice(0, at).join('|')})/` },
    })),
    ...order.map((domain) => ({
      name: `${domain}-has-one-face`, severity: 'error',
      from: { path: '^(src|web)/', pathNot: `^src/${domain}/` },
      to: { path: `^src/${domain}/`, pathNot: `^src/${domain}/(index|contract|tables|offline)\\.ts$` },
    })),
    {
      name: 'web-imports-contracts-only', severity: 'error',
      from: { path: '^web/' }, to: { path: '^src/', pathNot: '^src/[a-z]+/contract\\.ts$' },
    },
    ...pure.map((folder) => ({
      name: `${folder.slice(4).replace('/', '-')}-is-pure`, severity: 'error',
      from: { path: `^${folder}/`, pathNot: '\\.test\\.ts$' }, to: { path: io },
    })),
    ...pure.map((folder) => ({
      name: `${folder.slice(4).replace('/', '-')}-takes-no-io-from-the-house`, severity: 'error',
      from: { path: `^${folder}/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(kernel/(database|eventstore|http|jobs|lease|audit)|engines|server|cli)' },
    })),
    { name: 'no-orphan-tests-in-production', severity: 'error', from: { pathNot: '\\.test\\.tsx?$|^test/' }, to: { path: '\\.test\\.tsx?$|^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)node_modules/' },
  },
};
