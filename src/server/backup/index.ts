export { takeBackup } from './backup.ts';
export { restoreBackup } from './restore.ts';
export type { Manifest } from './manifest.ts';
export { restoreDrill } from './drill.ts';
