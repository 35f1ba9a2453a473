/** Where scanning gets its files: images, directories, hosts; and what reads them needs of the machine. */
export { readDirectory, type DirectoryOptions } from './directory.ts';
export { globMatcher } from './directory/glob.ts';
export { openImage, readTree, type ImageOptions } from './image/open.ts';
export type { Image, ImageLayer } from './image/image.ts';
export { sqliteTools } from './sqlite.ts';
