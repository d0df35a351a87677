export * from './make-backup.js';
export * from './manifest.js';
export { checkBackup, restoreBackup, type RestoreBackup } from './restore-backup.js';
