import { PageHead } from '../../../ui/PageHead.tsx';

/** What must be resolved or planned. */
export const Issues = () => <PageHead title="Issues" />;
