import { PageHead } from '../../ui/PageHead.tsx';

/** What there is to attack. */
export const Assets = () => <PageHead title="Assets" />;
