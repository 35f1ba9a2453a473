import { PageHead } from '../../../ui/PageHead.tsx';

/** How it went over the last months. */
export const Trends = () => <PageHead title="Trends" />;
