import { PageHead } from '../../../ui/PageHead.tsx';

/** What must be resolved or planned, and how fast. */
export const Policy = () => <PageHead title="Policy and clocks" />;
