import { tarParser, TAR_LIMITS, type TarEntry, type TarLimits } from './parser.ts';

type Event = { is: 'entry'; entry: TarEntry } | { is: 'piece'; bytes: Buffer } | { is: 'end' };

/**
 * The entries of an archive that comes as a stream, in order. The contents of one can be read, once, before the next is asked
 * for; what is not read is stepped over.
 * @throws {BadArchive} where it is damaged or ends too early.
 */
export async function* tarEntries(source: AsyncIterable<Buffer>, limits: TarLimits = TAR_LIMITS): AsyncGenerator<{ entry: TarEntry; contents: AsyncIterable<Buffer> }, void, void> {
  // No more than what one chunk of the source brought.
  let events: Event[] = [];
  const parser = tarParser((entry) => {
    events.push({ is: 'entry', entry });
    return {
      write(bytes) {
        events.push({ is: 'piece', bytes });
        return true;
      },
      end() {
        events.push({ is: 'end' });
      },
    };
  }, limits);
  const chunks = source[Symbol.asyncIterator]();
  let at = 0;

  async function next(): Promise<Event | undefined> {
    while (at === events.length) {
      events = [];
      at = 0;
      const chunk = await chunks.next();
      if (chunk.done === true) {
        parser.end();
        return undefined;
      }
      parser.write(chunk.value);
    }
    at += 1;
    return events[at - 1];
  }

  async function* contents(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const event = await next();
      if (event?.is !== 'piece') return;
      yield event.bytes;
    }
  }

  try {
    for (let event = await next(); event; event = await next()) if (event.is === 'entry') yield { entry: event.entry, contents: contents() };
  } finally {
    await chunks.return?.();
  }
}
