import { Link } from '@tanstack/react-router';
import { Code } from '../../ui/Code.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { isNarrowed, type AssetsView } from './view.ts';

/** Says whether an empty list hides something, and how assets come here. */
export const NoAssets = ({ view, onAll, onRetired }: { view: AssetsView; onAll: () => void; onRetired: () => void }) =>
  isNarrowed(view) ? (
    <Empty title="No asset matches"><span><Button onClick={onAll}>Show all of them</Button> {view.retired || view.search === '' ? null : <Button onClick={onRetired}>Look among the retired</Button>}</span></Empty>
  ) : (
    <Empty title="Nothing is known of what you run">
      <p>Images, compute nodes and repositories stand here, with what is in them and what is known against it. Scan one from anywhere, with a token that may upload scans:</p>
      <Code text={`GLACIS_URL=${location.origin} GLACIS_TOKEN=… glacis scan image IMAGE --report`} />
      <p>Then let them come by themselves: <Link to="/settings/$part" params={{ part: 'agents' }}>agents on your nodes</Link>, <Link to="/settings/$part" params={{ part: 'registries' }}>registries whose tags are followed</Link>.</p>
    </Empty>
  );
