/** What several readers hold together, in bytes, and how much that may be. */
export type Memory = { held: number; readonly most: number };
