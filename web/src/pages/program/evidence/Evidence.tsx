import { ProgramFrame } from '../ProgramFrame.tsx';

export const EvidencePage = () => <ProgramFrame title="Evidence">{null}</ProgramFrame>;
