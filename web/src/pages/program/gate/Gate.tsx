import { ProgramFrame } from '../ProgramFrame.tsx';

export const GatePage = () => <ProgramFrame title="Gate">{null}</ProgramFrame>;
