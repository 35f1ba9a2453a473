import type { IncomingMessage } from 'node:http';
import { errors, reasonOf } from '../../../../kernel/errors.ts';
import { DOCUMENT_BYTES, type Descriptor } from '../documents.ts';
import { fullName, type ImageName } from '../reference.ts';
import { Broken, wholeAnswer } from './exchange.ts';
import { inWords, problemIn } from './problems.ts';
import { ACCEPT, sessionWith, wireFor, type RegistryOptions } from './session.ts';

/** One repository of a registry (OCI distribution specification 1.1). Errors are of the catalogue. */
export type Repository = {
  /** The document of a tag or digest, as its bytes are; undefined where there is none. */
  manifest(reference: string): Promise<{ bytes: Buffer; digest: string | undefined } | undefined>;
  document(descriptor: Descriptor): Promise<Buffer>;
  /** From its beginning; goes on where it broke off. */
  blob(descriptor: Descriptor): AsyncGenerator<Buffer, void, void>;
  close(): void;
};

const MOST_RESUMES = 30;
const MOST_IN_VAIN = 5;

export function repositoryOf(name: ImageName, host: string, options: RegistryOptions): Repository {
  const wire = wireFor(options);
  const session = sessionWith(wire, { name, host, path: `${name.repository}/`, options });
  const image = fullName(name);

  async function get(path: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    try {
      return await session.get(path, headers);
    } catch (error) {
      throw inWords(error, host, image);
    }
  }

  /** @throws {GlacisError} what an answer that gives nothing means. */
  async function refuse(answer: IncomingMessage): Promise<never> {
    const status = answer.statusCode ?? 0;
    const said = await problemIn(answer);
    if (status === 401 || status === 403) throw errors.registryRefused({ registry: host, image, reason: `${said}: it is not there, or these credentials may not read it` });
    if (status === 429) throw errors.registryRefused({ registry: host, image, reason: `${said}: too many requests; log in, or try again later` });
    throw errors.registryFailed({ registry: host, reason: said });
  }

  async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
    try {
      return await wholeAnswer(answer, DOCUMENT_BYTES);
    } catch (error) {
      throw inWords(error, host, image);
    }
  }

  /** One stretch of a blob, from `at` on. */
  async function* stretch(path: string, at: number): AsyncGenerator<Buffer, void, void> {
    const answer = await get(path, at === 0 ? {} : { range: `bytes=${at}-` });
    const { statusCode = 0 } = answer;
    if (statusCode !== 200 && statusCode !== 206) await refuse(answer);
    // Whoever does not know ranges begins anew.
    let unwanted = statusCode === 206 ? 0 : at;
    try {
      for await (const chunk of answer) {
        if (!(chunk instanceof Buffer)) continue;
        const skipped = Math.min(unwanted, chunk.length);
        unwanted -= skipped;
        if (skipped < chunk.length) yield chunk.subarray(skipped);
      }
    } catch (error) {
      throw new Broken(reasonOf(error), { cause: error });
    } finally {
      answer.destroy();
    }
  }

  return {
    async manifest(reference) {
      const answer = await get(`manifests/${reference}`, { accept: ACCEPT });
      if (answer.statusCode === 404) {
        answer.resume();
        return undefined;
      }
      if (answer.statusCode !== 200) await refuse(answer);
      const digest = answer.headers['docker-content-digest'];
      return { bytes: await bytesOf(answer), digest: typeof digest === 'string' ? digest : undefined };
    },
    async document({ digest }) {
      const answer = await get(`blobs/${digest}`, {});
      if (answer.statusCode !== 200) await refuse(answer);
      return bytesOf(answer);
    },
    async *blob({ digest, size }) {
      let [at, inVain] = [0, 0];
      for (let resumes = 0; ; resumes += 1) {
        const before = at;
        try {
          for await (const piece of stretch(`blobs/${digest}`, at)) {
            at += piece.length;
            yield piece;
          }
          if (at >= size) return;
          throw new Broken('it ends too early');
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          inVain = at > before ? 0 : inVain + 1;
          if (resumes === MOST_RESUMES || inVain === MOST_IN_VAIN) throw inWords(error, host, image);
          await wire.pause(inVain);
        }
      }
    },
    close: () => wire.close(),
  };
}
