import { ProgramFrame } from './ProgramFrame.tsx';

/** The goals, and how far each milestone of them is. */
export const Program = () => <ProgramFrame title="Program">{null}</ProgramFrame>;
