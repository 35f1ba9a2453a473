import { reasonOf } from '../../kernel/errors.ts';
import type { Cataloguer, FileFacts, Reading, Tools } from '../catalog/cataloguer.ts';
import type { NamedReading } from '../catalog/tree.ts';

/** What was learnt of one file. */
export type FileResult = { readings: NamedReading[]; problems: string[] };

export const emptyResult = (): FileResult => ({ readings: [], problems: [] });

export const hasSomething = ({ readings, problems }: FileResult): boolean => readings.length > 0 || problems.length > 0;

/** Runs cataloguers on files, wherever these come from; what a cataloguer throws becomes a problem of the file. */
export type Asking = {
  /** Those that may want a file, by its path, size and mode. */
  wanting(facts: FileFacts): readonly Cataloguer[];
  /** Those of them that will read it, now that its first bytes are known. A file that is too large for one is a problem. */
  reading(wanting: readonly Cataloguer[], facts: FileFacts, head: Uint8Array, result: FileResult): readonly Cataloguer[];
  companions(cataloguer: Cataloguer, path: string): readonly string[];
  read(cataloguer: Cataloguer, facts: FileFacts, bytes: Uint8Array, companion: (path: string) => Uint8Array | undefined, result: FileResult): void;
};

const NOBODY: readonly Cataloguer[] = [];

export function asking(cataloguers: readonly Cataloguer[], tools: Tools): Asking {
  return {
    wanting(facts) {
      let found: Cataloguer[] | undefined;
      for (const cataloguer of cataloguers) if (cataloguer.wants(facts)) (found ??= []).push(cataloguer);
      return found ?? NOBODY;
    },
    reading(wanting, facts, head, result) {
      const recognizing = wanting.filter((cataloguer) => cataloguer.recognizes?.(head) ?? true);
      const small = recognizing.filter(({ maxBytes }) => facts.size <= maxBytes);
      for (const by of recognizing) if (facts.size > by.maxBytes && !by.isOptional) result.problems.push(problemOf(by, tooLarge(by, facts.size)));
      return small;
    },
    companions: (cataloguer, path) => cataloguer.companions?.(path) ?? [],
    read(cataloguer, facts, bytes, companion, result) {
      try {
        const reading = cataloguer.read({ ...facts, bytes, companion }, tools);
        if (saysSomething(reading)) result.readings.push({ by: cataloguer.id, ...reading });
      } catch (error) {
        result.problems.push(problemOf(cataloguer, reasonOf(error)));
      }
    },
  };
}

export const problemOf = ({ id }: Cataloguer, reason: string): string => `${id}: ${reason}`;

export const tooLarge = ({ maxBytes }: Cataloguer, size: number): string => `it has ${size} bytes; no more than ${maxBytes} of such a file are read`;

const saysSomething = ({ distribution, ...lists }: Reading): boolean =>
  distribution !== undefined || Object.values(lists).some((list) => list.length > 0);
