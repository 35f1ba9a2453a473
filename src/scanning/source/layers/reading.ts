import type { Cataloguer, FileFacts, Tools } from '../../catalog/cataloguer.ts';
import { asking, emptyResult, hasSomething, problemOf, tooLarge, type FileResult } from '../asking.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { collector } from '../tar/collect.ts';
import type { Sink, TarEntry } from '../tar/parser.ts';
import type { LayerContents, LayerLimits } from './contents.ts';
import { DIRECTORY, SPECIAL, SYMBOLIC_LINK, pathTable } from './path-table.ts';
import { excerpt, nameOf, parentOf, pathWithin } from './paths.ts';
import { wishes, type Wish } from './wishes.ts';

/** One layer on its way through: every entry of its archive is shown to `visit`, a second time if need be. */
export type LayerReading = {
  visit(entry: TarEntry): Sink | null;
  /** The archive is over. True: something is wanted that passed by before that was known; all entries shall be shown again. */
  endPass(): boolean;
  contents(diffId: string): LayerContents;
};

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** aufs' own bookkeeping. */
const WHITEOUT_META = '.wh..wh.';

/** Each is read by itself: a store of packages gives a file a few hundred names. */
const MOST_NAMES = 2_000;

/** Applies the OCI image specification's rules of layers (layer.md) to the entries of one layer, by itself. */
export function layerReading({ cataloguers, tools, limits }: { cataloguers: readonly Cataloguer[]; tools: Tools; limits: LayerLimits }): LayerReading {
  const ask = asking(cataloguers, tools);
  let collect = collector();
  const table = pathTable();
  const results = new Map<string, FileResult>();
  const links = new Map<string, string>();
  /** Of hard links: the file that they are. */
  const origins = new Map<string, string>();
  /** How many names of a file wait for its contents. */
  const postponed = new Map<string, number>();
  const whiteouts: string[] = [];
  const opaque: string[] = [];
  let noted = 0;
  let isSecondPass = false;
  let waiting = wishes({ fulfil, fail }, limits.heldBytes);

  function fulfil({ by, facts }: Wish, bytes: Buffer, companion: (path: string) => Buffer | undefined): void {
    const result = emptyResult();
    ask.read(by, facts, bytes, companion, result);
    keep(facts.path, result);
  }

  function fail({ by, facts }: Wish, reason: string): void {
    keep(facts.path, { readings: [], problems: [problemOf(by, reason)] });
  }

  function keep(path: string, { readings, problems }: FileResult): void {
    const known = results.get(path);
    if (known) {
      known.readings.push(...readings);
      known.problems.push(...problems);
      return;
    }
    if (!hasSomething({ readings, problems })) return;
    if (results.size >= limits.files) throw new BadArchive(`more than ${limits.files} files in it say something of packages`);
    results.set(path, { readings: [...readings], problems: [...problems] });
  }

  /** Puts an entry in the place of what was there before. */
  function put(path: string, kind: number): void {
    if (!table.set(path, kind)) return;
    results.delete(path);
    waiting.forget(path);
    links.delete(path);
    origins.delete(path);
  }

  function note(...texts: string[]): void {
    for (const text of texts) noted += text.length;
    if (noted > limits.notedCharacters) throw new BadArchive('its links and whiteouts take too much room');
  }

  function whiteout(path: string, name: string): void {
    const directory = parentOf(path);
    if (name === OPAQUE) opaque.push(directory);
    else if (name.startsWith(WHITEOUT_META)) return;
    else {
      const hidden = name.slice(WHITEOUT.length);
      if (hidden === '' || hidden === '.' || hidden === '..') throw new BadArchive(`it has a whiteout of no name: ${excerpt(path)}`);
      whiteouts.push(directory === '' ? hidden : `${directory}/${hidden}`);
    }
    note(path);
  }

  function file(path: string, entry: TarEntry): Sink | null {
    put(path, entry.size);
    const facts: FileFacts = { path, name: nameOf(path), size: entry.size, mode: entry.mode };
    const wanting = ask.wanting(facts);
    const isAwaited = waiting.awaits(path);
    if (wanting.length === 0 && !isAwaited) return null;
    if (entry.isSparse) {
      for (const by of wanting.filter(({ isOptional }) => !isOptional)) fail({ facts, by, content: path, companions: [] }, 'it is stored as a sparse file, which is not read');
      return null;
    }
    let reading: readonly Cataloguer[] = [];
    return collect({
      size: entry.size,
      recognizes(head) {
        const result = emptyResult();
        reading = ask.reading(wanting, facts, head, result);
        keep(path, result);
        return reading.length > 0 || (isAwaited && waiting.isWorthwhile(path, entry.size, head));
      },
      use(bytes) {
        if (isAwaited) waiting.arrive(path, bytes);
        for (const by of reading) readOne({ facts, by, content: path, companions: ask.companions(by, path) }, bytes);
      },
    });
  }

  function readOne(wish: Wish, bytes: Buffer): void {
    if (wish.companions.length === 0) fulfil(wish, bytes, () => undefined);
    else if (wish.companions.some((path) => table.get(path) !== undefined)) waiting.postpone(wish);
    else waiting.wait(wish, bytes);
  }

  function hardLink(path: string, { target: text, mode }: TarEntry): void {
    const target = pathWithin(text);
    if (target === path) throw new BadArchive(`it has a hard link to itself: ${excerpt(path)}`);
    const kind = table.get(target);
    const [origin, link] = [origins.get(target) ?? target, links.get(target)];
    put(path, kind ?? 0);
    note(path, target);
    if (link !== undefined) links.set(path, link);
    if (kind === DIRECTORY || kind === SYMBOLIC_LINK || kind === SPECIAL) return;
    const facts: FileFacts = { path, name: nameOf(path), size: kind ?? 0, mode };
    const wanting = ask.wanting(facts);
    if (wanting.length === 0) return;
    if (kind === undefined) {
      const unread = wanting.filter(({ recognizes, isOptional }) => !recognizes && !isOptional);
      for (const by of unread) fail({ facts, by, content: target, companions: [] }, `it is a hard link to ${excerpt(target)}, which is not in its layer`);
      return;
    }
    origins.set(path, origin);
    // The same contents say the same under another name; what nobody wanted under the first has passed by.
    const asked = waiting.awaits(origin) ? [] : ask.wanting({ ...facts, path: origin, name: nameOf(origin) });
    const known = results.get(origin);
    if (known) keep(path, { ...known, readings: known.readings.filter((reading) => wanting.some(({ id }) => id === reading.by)) });
    for (const by of wanting) {
      if (asked.includes(by)) continue;
      const names = (postponed.get(origin) ?? 0) + 1;
      postponed.set(origin, names);
      if (names > MOST_NAMES) throw new BadArchive(`it has more than ${MOST_NAMES} hard links to ${excerpt(origin)}`);
      if (facts.size > by.maxBytes && !by.recognizes) fail({ facts, by, content: origin, companions: [] }, tooLarge(by, facts.size));
      else waiting.postpone({ facts, by, content: origin, companions: ask.companions(by, path) });
    }
  }

  function first(entry: TarEntry): Sink | null {
    const path = pathWithin(entry.path);
    if (path === '') {
      if (entry.kind !== 'directory') throw new BadArchive(`it has a ${entry.kind} in the place of its root`);
      return null;
    }
    const name = nameOf(path);
    if (name.startsWith(WHITEOUT)) whiteout(path, name);
    else if (path.startsWith(WHITEOUT_META)) return null;
    else if (entry.kind === 'file') return file(path, entry);
    else if (entry.kind === 'hard link') hardLink(path, entry);
    else if (entry.kind === 'symbolic link') {
      put(path, SYMBOLIC_LINK);
      note(path, entry.target);
      links.set(path, entry.target);
    } else put(path, entry.kind === 'directory' ? DIRECTORY : SPECIAL);
    return null;
  }

  function second({ path: text, kind, size, isSparse }: TarEntry): Sink | null {
    const path = pathWithin(text);
    if (kind !== 'file' || isSparse || !waiting.awaits(path)) return null;
    return collect({ size, recognizes: (head) => waiting.isWorthwhile(path, size, head), use: (bytes) => waiting.arrive(path, bytes) });
  }

  return {
    visit: (entry) => (isSecondPass ? second(entry) : first(entry)),
    endPass() {
      waiting.end();
      // The room for its largest file is not kept while other layers are read.
      collect = collector();
      if (isSecondPass) return false;
      const again = waiting.again;
      isSecondPass = true;
      waiting = wishes({ fulfil, fail }, limits.heldBytes);
      for (const wish of again) waiting.wait(wish);
      return again.length > 0;
    },
    contents: (diffId) => ({
      diffId,
      files: results, kinds: table, links, whiteouts, opaque,
    }),
  };
}
