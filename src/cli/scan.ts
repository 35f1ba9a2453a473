import type { Command } from 'commander';
export const scan = (program: Command): void => void program.command('scan');
