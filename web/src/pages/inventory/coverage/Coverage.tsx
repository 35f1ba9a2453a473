import { PageHead } from '../../../ui/PageHead.tsx';

/** Whether visibility is whole. */
export const Coverage = () => <PageHead title="Coverage" />;
