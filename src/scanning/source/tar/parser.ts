import { BadArchive } from './bad-archive.ts';
import { BLOCK, isExtendedFurther, isZero, readHeader, type Header } from './header.ts';
import { readPax, type PaxFacts } from './pax.ts';

export type TarEntry = {
  /** As it stands in the archive: hostile text. */
  path: string;
  kind: 'file' | 'directory' | 'symbolic link' | 'hard link' | 'special';
  /** Of a file: bytes of contents as stored. */
  size: number;
  mode: number;
  /** Where a link points. */
  target: string;
  /** Stored without its holes: the contents are not those of the file. */
  isSparse: boolean;
  /** Where its contents begin in the archive. */
  offset: number;
};

/** Takes the contents of one entry. */
export type Sink = {
  /** A piece, valid during the call only. False: the rest is not wanted. */
  write(piece: Buffer): boolean;
  /** After the last piece, also where there was none; not after a false. */
  end(): void;
};

export type TarLimits = {
  /** Headers of any kind. */
  entries: number;
  /** Bytes of one extended header (pax, GNU long names). */
  extendedBytes: number;
  /** Length of a path or of a link's target. */
  pathLength: number;
};

/** Linux takes no longer path, Go's archive/tar no longer extended header. */
export const TAR_LIMITS: TarLimits = { entries: 10_000_000, extendedBytes: 1024 * 1024, pathLength: 4_096 };

export type TarParser = {
  write(chunk: Buffer): void;
  /** For archives that can be read from anywhere: steps over at most so many bytes of contents that nobody wants; says how many. */
  skip(most: number): number;
  /** @throws {BadArchive} where something is missing. */
  end(): void;
};

type State =
  | { is: 'header' }
  | { is: 'sparse map' }
  | { is: 'extended'; type: string; parts: Buffer[]; left: number; padding: number }
  | { is: 'contents'; sink: Sink | null; left: number; padding: number }
  | { is: 'ended' };

const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file', '\0': 'file', '7': 'file', S: 'file', '1': 'hard link', '2': 'symbolic link', '3': 'special', '4': 'special', '5': 'directory', '6': 'special',
};

/**
 * Reads a tar archive (ustar, pax, GNU) as its bytes come and asks `visit` at each entry who wants its contents; what nobody
 * wants is stepped over without a copy. Like Go's archive/tar, and so Docker, it takes no notice of global pax headers, and
 * of nothing behind the two blocks of zeros at the end.
 * Throws {BadArchive}, from `write` and `end`, where the archive is damaged or beyond a limit.
 */
export function tarParser(visit: (entry: TarEntry) => Sink | null, limits: TarLimits = TAR_LIMITS): TarParser {
  let state: State = { is: 'header' };
  /** The beginning of a block that a chunk cut. */
  const cut = Buffer.alloc(BLOCK);
  let cutLength = 0;
  let zeroBlocks = 0;
  /** Bytes of the archive that were dealt with. */
  let position = 0;
  let headers = 0;
  let pax: PaxFacts = {};
  let longName: string | undefined;
  let longLink: string | undefined;
  /** The header whose sparse map is being stepped over. */
  let sparse: Header | undefined;

  function block(bytes: Buffer): void {
    if (sparse) {
      if (!isExtendedFurther(bytes)) begin(sparse);
      return;
    }
    if (isZero(bytes)) {
      zeroBlocks += 1;
      if (zeroBlocks === 2) state = { is: 'ended' };
      return;
    }
    if (zeroBlocks > 0) throw new BadArchive('something follows its end');
    headers += 1;
    if (headers > limits.entries) throw new BadArchive(`it has more than ${limits.entries} entries`);
    const header = readHeader(bytes);
    if (header.type === 'x' || header.type === 'L' || header.type === 'K' || header.type === 'g') extended(header);
    else if (header.isExtended) {
      sparse = header;
      state = { is: 'sparse map' };
    } else begin(header);
  }

  function extended({ type, size }: Header): void {
    if (size > limits.extendedBytes) throw new BadArchive(`it has an extended header of ${size} bytes`);
    state = { is: 'extended', type, parts: [], left: size, padding: paddingOf(size) };
    if (size === 0) took(type, Buffer.alloc(0));
  }

  function took(type: string, bytes: Buffer): void {
    if (type === 'x') pax = readPax(bytes);
    else if (type === 'L') longName = untilNul(bytes);
    else if (type === 'K') longLink = untilNul(bytes);
  }

  function begin(header: Header): void {
    const path = longName ?? pax.path ?? header.name;
    const target = longLink ?? pax.linkPath ?? header.linkName;
    for (const text of [path, target]) if (text.length > limits.pathLength) throw new BadArchive(`it has a path of ${text.length} characters`);
    // Before POSIX, a slash at the end of its name made a directory.
    const isOldDirectory = header.type === '\0' && path.endsWith('/');
    const kind = isOldDirectory ? 'directory' : (KINDS[header.type] ?? 'special');
    // Links, devices and directories have no contents, whatever size they state; what is unknown has.
    const hasContents = !isOldDirectory && !'123456'.includes(header.type);
    const size = hasContents ? (pax.size ?? header.size) : 0;
    const sink = visit({ path, kind, size, mode: header.mode, target, isSparse: header.type === 'S' || pax.isSparse === true, offset: position });
    pax = {};
    longName = longLink = sparse = undefined;
    if (size === 0) {
      sink?.end();
      state = { is: 'header' };
    } else {
      state = { is: 'contents', sink, left: size, padding: paddingOf(size) };
    }
  }

  /** Takes what it can of the chunk from `at` on, and says how far it came. */
  function step(chunk: Buffer, at: number): number {
    switch (state.is) {
      case 'header':
      case 'sparse map':
        return blockFrom(chunk, at);
      case 'extended':
        return extendedFrom(chunk, at, state);
      case 'contents':
        return contentsFrom(chunk, at, state);
      case 'ended':
        return chunk.length;
    }
  }

  function blockFrom(chunk: Buffer, at: number): number {
    if (cutLength === 0 && at + BLOCK <= chunk.length) {
      position += BLOCK;
      block(chunk.subarray(at, at + BLOCK));
      return at + BLOCK;
    }
    const taken = chunk.copy(cut, cutLength, at, at + BLOCK - cutLength);
    cutLength += taken;
    position += taken;
    if (cutLength === BLOCK) {
      cutLength = 0;
      block(cut);
    }
    return at + taken;
  }

  function extendedFrom(chunk: Buffer, at: number, part: Extract<State, { is: 'extended' }>): number {
    if (part.left > 0) {
      const piece = chunk.subarray(at, at + part.left);
      part.parts.push(Buffer.from(piece));
      part.left -= piece.length;
      position += piece.length;
      if (part.left === 0) took(part.type, Buffer.concat(part.parts));
      return at + piece.length;
    }
    return paddingFrom(chunk, at, part);
  }

  function contentsFrom(chunk: Buffer, at: number, part: Extract<State, { is: 'contents' }>): number {
    if (part.left === 0) return paddingFrom(chunk, at, part);
    const end = Math.min(chunk.length, at + part.left);
    part.left -= end - at;
    position += end - at;
    if (part.sink && !part.sink.write(chunk.subarray(at, end))) part.sink = null;
    if (part.left === 0) part.sink?.end();
    return end;
  }

  function paddingFrom(chunk: Buffer, at: number, part: { padding: number }): number {
    const end = Math.min(chunk.length, at + part.padding);
    part.padding -= end - at;
    position += end - at;
    if (part.padding === 0) state = { is: 'header' };
    return end;
  }

  return {
    write(chunk) {
      for (let at = 0; at < chunk.length;) at = step(chunk, at);
    },
    skip(most) {
      if (state.is !== 'contents' || state.sink) return 0;
      const skipped = Math.min(state.left, most);
      state.left -= skipped;
      position += skipped;
      return skipped;
    },
    end() {
      const isWhole = state.is === 'ended' || (state.is === 'header' && cutLength === 0) || (state.is === 'contents' && state.left === 0);
      if (!isWhole) throw new BadArchive('it ends too early');
    },
  };
}

const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}
