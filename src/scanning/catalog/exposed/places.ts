import type { FileFacts } from '../cataloguer.ts';
import type { Whereabouts } from './rule.ts';

/** What is read at most; what people leave secrets in is smaller. */
export const MOST_BYTES = 1 << 20;

/** Documentation, pictures, fonts, archives, programs, translations, maps of sources, certificates. */
const NOISE_ENDINGS = new Set([
  'md', 'mdx', 'rst', 'adoc', 'pod', 'man', 'info', 'tex', 'texi', 'po', 'pot', 'mo', 'qm', 'xlf', 'xliff', 'gmo',
  'png', 'jpg', 'jpeg', 'gif', 'webp', 'svg', 'svgz', 'ico', 'bmp', 'tif', 'tiff', 'avif', 'psd', 'eps', 'pdf', 'mp3', 'mp4', 'ogg', 'wav', 'webm', 'avi', 'mov', 'flac',
  'ttf', 'otf', 'woff', 'woff2', 'eot', 'afm', 'pfb', 'pcf', 'bdf', 'icc',
  'gz', 'xz', 'bz2', 'zst', 'lz4', 'zip', 'tar', 'tgz', 'jar', 'war', 'whl', 'egg', 'gem', 'deb', 'rpm', 'apk', '7z', 'rar', 'br',
  'so', 'a', 'o', 'lo', 'la', 'ko', 'dll', 'exe', 'pyc', 'pyo', 'pyd', 'class', 'wasm', 'node', 'bin', 'dat', 'db', 'sqlite', 'sqlite3', 'rpa',
  'map', 'lock', 'sum', 'crt', 'cer', 'crl', 'csr', 'sig', 'asc', 'sha256', 'sha512', 'md5', 'h', 'hpp', 'hh', 'csv', 'tsv', 'ipynb', 'snap',
]);

const NOISE_NAMES = new Set(['package-lock.json', '.package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'packages.lock.json', 'go.mod', 'RECORD', 'PKG-INFO', 'METADATA', 'SHA256SUMS', 'MD5SUMS', 'ca-certificates.crt', 'tls-ca-bundle.pem', 'ca-bundle.pem', 'cacert.pem', 'ca-bundle.crt']);

/** Names that begin so are texts to read, whatever they end with. */
const NOISE_BEGINNINGS = ['readme', 'licen', 'copying', 'copyright', 'changelog', 'changes', 'history', 'authors', 'notice', 'news.', 'contributing', 'third-party', 'thirdparty'];

/** Where systems keep what everybody has: documentation, translations, databases of packages, certificates, caches. */
const NOISE_ROOTS = [
  ...[
    'doc', 'man', 'info', 'locale', 'zoneinfo', 'licenses', 'common-licenses', 'terminfo', 'icons', 'fonts', 'mime', 'i18n', 'X11', 'pixmaps', 'bash-completion', 'zsh', 'fish', 'vim', 'nvim', 'help', 'gtk-doc', 'lintian',
    'bug', 'doc-base', 'ca-certificates', 'pki', 'unicode', 'misc', 'dict', 'hunspell', 'myspell', 'groff', 'texmf', 'texlive', 'themes', 'backgrounds', 'sounds', 'file', 'iso-codes', 'xml', 'sgml', 'gnome', 'omf', 'javadoc', 'ri',
  ].map((each) => `usr/share/${each}/`),
  'usr/include/', 'usr/lib/locale/', 'usr/lib/terminfo/', 'lib/terminfo/', 'etc/terminfo/', 'etc/ssl/certs/', 'etc/pki/ca-trust/', 'etc/pki/tls/certs/', 'etc/ca-certificates/',
  'var/lib/dpkg/', 'var/lib/apt/', 'var/lib/rpm/', 'usr/lib/sysimage/', 'lib/apk/', 'usr/lib/apk/', 'var/lib/pacman/', 'var/lib/dnf/', 'var/cache/', 'proc/', 'sys/', 'dev/',
];

/** Folders of what tools keep for themselves. */
const NOISE_FOLDERS = /\/(?:\.git\/(?:objects|refs|logs|hooks|lfs)|__pycache__|\.hg\/store|\.svn\/pristine|locales?|translations|\.cache|_cacache|\.nyc_output|coverage)\//;

/** Folders of code that others published. */
const VENDORED = /\/(?:node_modules|bower_components|site-packages|dist-packages|vendor|third_party|gems|pkg\/mod|\.cargo\/registry|\.m2\/repository|\.nuget\/packages|\.yarn|\.pnpm-store|usr\/(?:lib|lib64|libexec|share|src)|usr\/local\/(?:go|lib|share|src))\//;

const TESTS = /\/(?:tests?|__tests__|testing|testdata|test-data|test_data|fixtures?|__fixtures__|__mocks__|mocks?|dummy\w*|specs?|examples?|demos?|samples?|[^/]*\.samples|docs?|e2e)\/|[._-](?:tests?|specs?|fixtures?|mocks?|examples?|samples?)\.[a-z0-9]+$|\/test_[^/]*$|_test\.[a-z]+$|\.(?:example|sample|template|dist|tmpl|tpl|default)$/i;

/** Code that others published, as they published it: whoever uses it leaves no secrets of his own there. */
export const isVendored = (path: string): boolean => VENDORED.test(`/${path}`);

/** Made for tests and examples: what looks like a password there seldom is one. */
export const isTest = (path: string): boolean => TESTS.test(`/${path}`);

/** Neither published by others nor a test: where a value under a telling name is what it looks like. */
export const isOwn = ({ path }: Whereabouts): boolean => !isVendored(path) && !isTest(path);

/** Settings, where a value stands without quotes. */
export const isSettings = ({ path, name }: Whereabouts): boolean =>
  /\.(?:env|ini|cfg|cnf|conf|config|properties|ya?ml|toml|tfvars|tfstate|json|xml|sh|bash|profile|service)$/i.test(name)
  || /^(?:\.env|env|\.netrc|\.bashrc|\.profile|\.zshrc|\.bash_history|\.zsh_history|\.ash_history|\.npmrc|\.pypirc|\.my\.cnf|\.s3cfg|dockerfile|credentials|environment)/i.test(name)
  || /\/\.(?:aws|docker|kube|config|azure)\//.test(`/${path}`);

/** Whether secrets are looked for in a file, by its path and size. */
export function mayHoldSecrets({ path, name, size }: FileFacts): boolean {
  if (size === 0 || size > MOST_BYTES || name === '') return false;
  const lower = name.toLowerCase();
  if (NOISE_ENDINGS.has(lower.slice(lower.lastIndexOf('.') + 1)) && lower.includes('.', 1)) return false;
  if (NOISE_NAMES.has(name) || NOISE_BEGINNINGS.some((each) => lower.startsWith(each))) return false;
  if (/[.-]min\.|\.bundle\.js$|\.chunk\.js$/.test(lower)) return false;
  if (NOISE_ROOTS.some((each) => path.startsWith(each)) || NOISE_FOLDERS.test(`/${path}`)) return false;
  return !(isVendored(path) && isTest(path));
}
