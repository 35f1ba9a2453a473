import { ProgramFrame } from '../ProgramFrame.tsx';

/** Releases and milestones on a line of time. */
export const Roadmap = () => <ProgramFrame title="Roadmap">{null}</ProgramFrame>;
