import { PageHead } from '../../../ui/PageHead.tsx';

/** All that is known of one asset. */
export const AssetPage = () => <PageHead title="Asset" />;
