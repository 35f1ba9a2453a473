import type { StatedPackage } from './package.ts';

/** What is known of a file before it is read. */
export type FileFacts = {
  /** Relative to the root, without a leading slash or `.`, parts separated by `/`. Hostile text. */
  path: string;
  /** The part behind the last slash. */
  name: string;
  /** Bytes. */
  size: number;
  /** Permission bits (0o755). */
  mode: number;
};

export type CatalogFile = FileFacts & {
  bytes: Uint8Array;
  /** A file that `companions` named, if it is there. */
  companion(path: string): Uint8Array | undefined;
};

/** What a cataloguer may use that is not a pure function of its file: given by whoever runs it. */
export type Tools = {
  /**
   * The rows of a query on an SQLite database given as bytes, through a private temporary copy.
   * @throws when it is no database, or is damaged.
   */
  sqlite(database: { bytes: Uint8Array; wal?: Uint8Array | undefined }, query: string): readonly Readonly<Record<string, unknown>>[];
};

/** The distribution that a system says it is (os-release). */
export type Distribution = {
  /** `debian`, `alpine`, `rhel`, … */
  id: string;
  /** `12`, `3.20.3`; empty for rolling ones. */
  version: string;
  codename?: string;
  /** For people. */
  name: string;
  /** What it is derived from. */
  like: readonly string[];
  /** os-release's VARIANT_ID, CPE_NAME, where they decide about support. */
  cpe?: string;
};

/** A kernel that is installed (or, on a host, running). */
export type Kernel = { release: string; running: boolean };

/** A secret that lies in the open; the value itself never leaves the reading. */
export type ExposedSecret = {
  rule: string;
  title: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  /** From 1. */
  line: number;
  /** The line with the secret replaced by asterisks, shortened. */
  excerpt: string;
};

/** The files that one package of the system's package manager installed. */
export type Ownership = {
  /** The package's name as its `StatedPackage` has it: files of third parties' packages are told from the distribution's. */
  package: string;
  /** Without leading slash. */
  paths: readonly string[];
};

/** What a file says. All parts are optional: most files say one thing. */
export type Reading = {
  packages?: readonly StatedPackage[];
  /** What packages of the system's package manager own: language packages at such paths are the distribution's. */
  owns?: readonly Ownership[];
  distribution?: Distribution;
  kernels?: readonly Kernel[];
  secrets?: readonly ExposedSecret[];
  /** What could not be understood without making the scan incomplete. */
  warnings?: readonly string[];
};

/**
 * Reads one kind of file. Pure: bytes in, what they say out; the same answer for the same bytes.
 * Adding one: docs/extend/cataloguer.md.
 */
export type Cataloguer = {
  /** Kebab-case, stable: it stands in results (`dpkg`, `npm-lock`). */
  id: string;
  /**
   * What its files prove: that something is installed (images and hosts are asked), or that somebody wants it to be (source trees
   * are). A lock file in an image also names what was never installed; a `node_modules` beside a lock file says it twice.
   */
  evidence: 'installed' | 'declared' | 'either';
  /** Whether this may be its file: cheap, asked of every entry of every layer. */
  wants(file: FileFacts): boolean;
  /** Where name and size do not tell (executables): whether these first bytes (up to 512) may be its. Asked after `wants`. */
  recognizes?(head: Uint8Array): boolean;
  /** What it cannot read makes no scan incomplete: no package is missing by it. */
  isOptional?: true;
  /** Paths of other files (same layer) that it needs beside this one. */
  companions?(path: string): readonly string[];
  /** A larger file is not read: the scan says so and is incomplete, since packages may be missing. */
  maxBytes: number;
  /**
   * What the file says. An empty reading where it is not of this kind after all.
   * @throws {Error} where it is of this kind but cannot be read, so that packages are missing: the scan is then incomplete.
   */
  read(file: CatalogFile, tools: Tools): Reading;
};
