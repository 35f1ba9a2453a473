/** Rows of modules, true being dark. */
export type Modules = boolean[][];
