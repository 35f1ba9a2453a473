import { z } from 'zod';
import { ProgramFile } from './schema.ts';

/** The JSON Schema of `program.yaml` (draft 2020-12), as people write it: what may be left out may be left out. */
export const programSchema = (): object => ({ title: 'A program of goals, milestones and gates (Glacis)', ...z.toJSONSchema(ProgramFile, { io: 'input' }) });

/** Where a server gives it to anybody. */
export const SCHEMA_PATH = '/api/v1/program/schema';

/** The line by which editors with the YAML language server know the schema of a file. */
export const modeline = (server: string): string => `# yaml-language-server: $schema=${new URL(SCHEMA_PATH, server).href}\n`;
