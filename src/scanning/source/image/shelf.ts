import type { LayerContents } from '../layers/contents.ts';
import type { Expected } from '../layers/passage.ts';

/** Where the parts of one or more images lie, by name (`manifest.json`, `blobs/sha256/…`): a directory, an archive. */
export type Shelf = {
  has(name: string): boolean;
  /**
   * A document.
   * @throws {BadArchive} where it is not there or too large to be one.
   */
  document(name: string): Promise<Buffer>;
  /** @throws {BadArchive} where it is not there or not what is expected. */
  layer(name: string, expected: Expected): Promise<LayerContents>;
  close(): Promise<void>;
};
