/** Whether a path has this folder somewhere: `inFolder('a/node_modules/b', 'node_modules')`. */
export const inFolder = (path: string, folder: string): boolean => path.startsWith(`${folder}/`) || path.includes(`/${folder}/`);

/** A file beside the one at this path. */
export const beside = (path: string, name: string): string => path.slice(0, path.lastIndexOf('/') + 1) + name;
