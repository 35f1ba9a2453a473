import type { Clock } from '../../../kernel/clock.ts';
import { GlacisError, errors, reasonOf } from '../../../kernel/errors.ts';
import { PUBLIC_BUCKET, PUBLIC_BUCKET_BY_PATH } from './public.ts';
import { requester, type Answer, type Patience } from './request.ts';
import type { Source, Taken, Validators } from './source.ts';

export type ServerOptions = {
  clock: Clock;
  env: NodeJS.ProcessEnv;
  /** Plain http to other machines, for mirrors in a closed network. */
  insecure: boolean;
  patience?: Patience;
  /** Waits between attempts, in milliseconds: one more attempt than there are waits. */
  waits?: readonly number[];
  /** Says why something is tried again. */
  onRetry?: (reason: string) => void;
};

const PATIENCE: Patience = { idleMs: 30_000, totalMs: 30 * 60_000 };
const WAITS = [1_000, 4_000, 15_000];
/** The longest wait that a server may ask for. */
const MOST_RETRY_AFTER_MS = 120_000;
const MOST_REDIRECTS = 5;

/**
 * A server with the layout of the bucket.
 * @throws {GlacisError} `invalid` where the address is not one to take advisories from: https, or http on this machine.
 */
export function serverSource(address: string, options: ServerOptions): Source {
  const base = checkedUrl(address, options.insecure);
  const { clock, env, patience = PATIENCE, waits = WAITS, onRetry } = options;
  const requests = requester({ env, patience });

  /** One request with redirects followed, tried again where that may help. */
  async function ask(url: URL, given: Omit<Parameters<typeof requests.send>[1], 'headers'> & { known?: Validators | undefined }): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await attemptAt(url, given);
      if ('answer' in outcome) return outcome.answer;
      const wait = waits[attempt];
      if (wait === undefined) throw errors.advisorySource({ what: nameOf(url), reason: outcome.reason });
      onRetry?.(`${nameOf(url)}: ${outcome.reason}`);
      await clock.sleep(Math.max(wait, outcome.retryAfterMs ?? 0));
    }
  }

  async function attemptAt(url: URL, { known, ...given }: Parameters<typeof ask>[1]): Promise<{ answer: Answer } | { reason: string; retryAfterMs?: number }> {
    const headers = { ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }), ...(known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }) };
    let at = url;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      let answer: Answer;
      try {
        answer = await requests.send(at, { ...given, headers });
      } catch (error) {
        if (error instanceof GlacisError) throw error;
        return { reason: reasonOf(error) };
      }
      const { status, headers: said } = answer;
      if ([301, 302, 303, 307, 308].includes(status) && said.location !== undefined) {
        at = redirected(at, said.location, options.insecure);
        continue;
      }
      if (status === 429 || status >= 500) return { reason: `the server answers ${status}`, ...retryAfter(said['retry-after'], clock.now()) };
      return { answer };
    }
    throw errors.advisorySource({ what: nameOf(url), reason: 'it leads on and on.' });
  }

  const urlOf = (path: string): URL => new URL(path.split('/').map(encodeURIComponent).join('/'), base);

  return {
    name: nameOf(base).replace(/\/$/, ''),
    isLive: isPublic(base),
    isLocal: false,
    async take(path, { known, maxBytes, isOptional = false, onBytes }): Promise<Taken> {
      const url = path === '' ? new URL(base.href.replace(/\/$/, '')) : urlOf(path);
      const { status, headers, body } = await ask(url, { method: 'GET', known, maxBytes, ...(onBytes ? { onBytes } : {}) });
      const at = Date.parse(headers['last-modified'] ?? '');
      const modified = Number.isFinite(at) ? { modified: at } : {};
      if (status === 304 && known !== undefined) return { is: 'unchanged', ...modified };
      if (status === 404 || status === 410 || (status === 403 && isOptional)) return { is: 'absent' };
      if (status !== 200) throw errors.advisorySource({ what: nameOf(url), reason: `the server answers ${status}.` });
      if (![undefined, 'identity'].includes(headers['content-encoding'])) throw errors.advisorySource({ what: nameOf(url), reason: 'the server packs its answer although it was asked not to.' });
      return { is: 'taken', bytes: body, validators: validatorsOf(headers), ...modified };
    },
    async has(path) {
      const { status } = await ask(urlOf(path), { method: 'HEAD', maxBytes: 0 });
      return status >= 200 && status < 300;
    },
    list: async () => undefined,
    close: requests.close,
  };
}

function checkedUrl(address: string, insecure: boolean): URL {
  const url = URL.parse(address.endsWith('/') ? address : `${address}/`);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw errors.invalid({ what: '--from takes a directory or an https address.' });
  if (url.username !== '' || url.password !== '') throw errors.invalid({ what: 'An address must not carry a user name or password.' });
  if (url.search !== '' || url.hash !== '') throw errors.invalid({ what: 'The address of advisories has no ? or #.' });
  if (url.protocol === 'http:' && !insecure && !isLoopback(url)) {
    throw errors.invalid({ what: `${url.host} would be reached over plain http, where anybody on the way can change advisories; --insecure allows it.` });
  }
  return url;
}

function redirected(from: URL, location: string, insecure: boolean): URL {
  const to = URL.parse(location, from.href);
  if (!to || (to.protocol !== 'https:' && to.protocol !== 'http:')) throw errors.advisorySource({ what: nameOf(from), reason: 'it leads to somewhere that is no web address.' });
  if (to.protocol === 'http:' && !insecure && (from.protocol === 'https:' || !isLoopback(to))) {
    throw errors.advisorySource({ what: nameOf(from), reason: `it leads to ${to.host} over plain http.` });
  }
  return to;
}

const isLoopback = ({ hostname }: URL): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
const isPublic = (url: URL): boolean => [PUBLIC_BUCKET, PUBLIC_BUCKET_BY_PATH].some((address) => url.href === `${address}/`);

/** An address as it may be shown: the query of a redirect's target may hold a signature. */
const nameOf = (url: URL): string => `${url.origin}${url.pathname.replaceAll('%20', ' ').replaceAll('%3A', ':')}`;

const validatorsOf = (headers: Answer['headers']): Validators => ({
  ...(headers.etag === undefined ? {} : { etag: headers.etag.slice(0, 500) }),
  ...(headers['last-modified'] === undefined ? {} : { lastModified: headers['last-modified'].slice(0, 100) }),
});

function retryAfter(text: string | undefined, now: number): { retryAfterMs?: number } {
  if (text === undefined) return {};
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? { retryAfterMs: Math.min(Math.max(0, ms), MOST_RETRY_AFTER_MS) } : {};
}
