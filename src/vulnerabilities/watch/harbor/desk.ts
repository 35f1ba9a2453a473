import { and, desc, eq } from 'drizzle-orm';
import { errors } from '../../../kernel/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { isRepository, isTag, type GivenCredentials } from '../../../scanning/index.ts';
import { scans } from '../../tables.ts';
import { addressOf, repositoryName, tidyUrl } from '../registries/address.ts';
import type { ImageScans, ImageSource } from '../scan/queue.ts';
import type { ScanOrder } from '../scan/messages.ts';
import { harborReport } from './report.ts';
import { CONSUMED, type HarborReport, type ScanRequest } from './shapes.ts';

const PURPOSE = 'harbor scan';
const ID = /^([0-9a-f-]{36})\.([0-9a-f]{32})$/;

/** How a scan that Harbor ordered stands. */
export type HarborScan = { is: 'running' } | { is: 'failed'; reason: string } | { is: 'done'; report: HarborReport };
export type HarborDesk = ReturnType<typeof harborDesk>;

/** Harbor's orders. Its authorization lives in the job that needs it, sealed, and as long. */
export function harborDesk({ db, clock, sealer }: Pick<Kernel, 'db' | 'clock' | 'sealer'>, { scans: queue }: { scans: Pick<ImageScans, 'order'> }) {
  return {
    /** @throws {GlacisError} `invalid` where it names no image. */
    async order({ registry, artifact: { repository, digest, tag, mime_type: type } }: ScanRequest): Promise<string> {
      const address = addressOf(registry.url);
      if (!isRepository(repository)) throw errors.invalid({ what: 'artifact.repository names no repository.' });
      if (typeof tag === 'string' && tag !== '' && !isTag(tag)) throw errors.invalid({ what: 'artifact.tag is no tag.' });
      if (typeof type === 'string' && type !== '' && !CONSUMED.some((known) => known === type)) throw errors.invalid({ what: `artifact.mime_type: only ${CONSUMED.join(' and ')} are scanned.` });
      const authorization = registry.authorization ?? '';
      credentialsOf(authorization);
      const lineage = repositoryName(address, repository);
      const { scan, asset } = await queue.order({
        image: { digest, lineage, name: typeof tag === 'string' && tag !== '' ? `${lineage}:${tag}` : `${lineage}@${digest}` },
        source: { is: 'harbor', url: tidyUrl(registry.url), authorization: authorization === '' ? null : sealer.seal(PURPOSE, authorization) },
        origin: 'harbor',
      });
      // The scan of an image that was the same before is not kept: the image tells then.
      return `${scan}.${asset}`;
    },

    /** @throws {GlacisError} `not_found`. */
    async look(id: string): Promise<HarborScan> {
      const [, scan, assetId] = ID.exec(id) ?? [];
      if (scan === undefined || assetId === undefined) throw errors.notFound({ what: 'scan' });
      const [own] = await db.select().from(scans).where(and(eq(scans.id, scan), eq(scans.assetId, assetId)));
      if (own?.state === 'waiting') return { is: 'running' };
      if (own?.state === 'failed') return { is: 'failed', reason: own.reason ?? 'It failed.' };
      const [newest] = own ? [own] : await db.select().from(scans).where(and(eq(scans.assetId, assetId), eq(scans.state, 'stored'))).orderBy(desc(scans.at)).limit(1);
      if (!newest) throw errors.notFound({ what: 'scan' });
      return { is: 'done', report: await harborReport(db, { assetId, at: new Date(clock.now()) }) };
    },

    /** How the registry of an order is asked. */
    accessOf({ url, authorization }: Extract<ImageSource, { is: 'harbor' }>): Pick<ScanOrder, 'scheme' | 'credentials'> {
      return { scheme: addressOf(url).scheme, credentials: credentialsOf(authorization === null ? '' : sealer.open(PURPOSE, authorization).toString('utf8')) };
    },
  };
}

/** What an Authorization header holds. @throws {GlacisError} `invalid`, without what it holds. */
function credentialsOf(header: string): GivenCredentials {
  if (header === '') return 'none';
  const [, scheme = '', value = ''] = /^(basic|bearer) +([\x21-\x7e]+)$/i.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { bearer: value };
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (scheme === '' || colon < 1) throw errors.invalid({ what: 'registry.authorization is neither Basic nor Bearer.' });
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
