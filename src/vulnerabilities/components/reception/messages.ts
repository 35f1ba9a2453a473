import type { Container } from '../../../inventory/contract.ts';
import type { SurfaceReport } from '../../../scanning/contract.ts';
import type { Content, FoundComponent } from '../content.ts';

/** What a file in the spool is: a report or SBOM, or what an agent sends. */
export type SpooledKind = 'scan' | 'agent';

/** What a file says, its components apart. */
export type ReadHead = {
  content: Omit<Content, 'components'>;
  /** When it was looked at, where the file says so. */
  at: string | null;
  /** Other digests of an image. */
  digests: readonly string[];
  agent: { version: string; containers: readonly Container[] | null; surface: SurfaceReport | undefined } | null;
};

export type ReadQuestion = { id: number; file: string; kind: SpooledKind };
/** Components come in parts, so that who listens is never busy with one for long. */
export type ReadAnswer = { id: number } & ({ is: 'part'; components: readonly FoundComponent[] } | { is: 'read'; head: ReadHead } | { is: 'refused'; reason: string });
