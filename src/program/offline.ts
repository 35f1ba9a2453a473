// What can be done with a program without a server: commands and benchmarks load this and not the whole house.
export { Bundle, checkBundle } from './decision/bundle.ts';
export { checkExport, keysOfExport, type ExportChecked } from './export/verify.ts';
export { facts } from './facts/index.ts';
export { modeline, programSchema } from './file/json-schema.ts';
export { readProgram, type Problem } from './file/read.ts';
export { ProgramFile } from './file/schema.ts';
export { conditionReader } from './gate/condition.ts';
export { evaluate } from './gate/evaluate.ts';
export { Evidence, type FactDefinition } from './gate/fact.ts';
export type { Program } from './gate/program.ts';
export { Override } from './gate/override.ts';
export { programOfPage } from './page/program.ts';
export { readPage } from './page/read.ts';
export { programOfMilestones } from './tracking/milestones.ts';
export { TEMPLATES, template } from './templates/index.ts';
