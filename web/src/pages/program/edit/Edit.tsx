import { ProgramFrame } from '../ProgramFrame.tsx';

export const EditPage = () => <ProgramFrame title="Edit">{null}</ProgramFrame>;
