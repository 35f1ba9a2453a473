import type { Normalized } from './draft.ts';
import type { Line } from './line.ts';

/** What a format is, for people and for OCSF's `metadata.product`. */
export type FormatInfo = {
  id: string;
  /** In words: `OpenSSH server`. */
  title: string;
  product: { name: string; vendor_name?: string };
  /** Only Glacis writes it: read where the source is said to have it, which nobody else may say, and never found out from a line. */
  own?: true;
};

/**
 * Messages that programs write so often that they are worth a way of their own: they are recognised byte by byte, and what they mean is
 * found out once a message, from what the source makes of a specimen (src/logs/shapes). They mean nothing more or other than that.
 */
export type Shapes = {
  /** As the syslog tag has them. */
  programs: readonly string[];
  /** `Invalid user {name} from {ip}`: whole messages, with slots for what varies. */
  messages: readonly string[];
};

/** One log source: what it looks like, and what its lines mean. */
export type Source = FormatInfo & {
  /** Takes whatever has a form, and knows no product: naming it as a source's format does not put it in front of those that do. */
  generic?: true;
  shapes?: Shapes;
  /** Cheap: is it worth asking `parse`? */
  recognizes(line: Line): boolean;
  /** What the line means, or null when it is not one of this source's messages. It may throw: the line is kept all the same. */
  parse(line: Line): Normalized | null;
};

/** Declares a log source; see docs/extend/log-source.md. */
export const source = (spec: Source): Source => spec;
