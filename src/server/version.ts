export { version } from '../kernel/version.ts';
