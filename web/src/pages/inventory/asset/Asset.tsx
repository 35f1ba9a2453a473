import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AssetDetail } from '../../../../../src/inventory/contract.ts';
import { assetQuery } from '../../../api/inventory.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Confirm } from '../../../ui/overlay/Confirm.tsx';
import { AssetKind } from '../../../ui/state/AssetKind.tsx';
import { Tabs } from '../../../ui/Tabs.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { EditAssets } from '../EditAssets.tsx';
import { useChangeAssets } from '../useChangeAssets.ts';
import { Events } from './Events.tsx';
import { Facts } from './Facts.tsx';
import { Notices } from './Notices.tsx';
import { Packages } from './Packages.tsx';
import { Places } from './Places.tsx';
import { Runs } from './Runs.tsx';
import { Scans } from './Scans.tsx';
import { Services } from './Services.tsx';
import { Tags } from './Tags.tsx';
import { partOf, tabsOf, type Part } from './tabs.ts';
import s from './Asset.module.css';

const route = getRouteApi('/house/assets/$id');

/** All that is known of one asset. */
export function AssetPage() {
  const { id } = route.useParams();
  const { data: asset, error, refetch } = useQuery(assetQuery(id));
  if (asset !== undefined) return <Known key={asset.id} asset={asset} />;
  return <div className={s.page}><PageHead title="Asset" />{error === null ? null : <Trouble error={error} again={() => void refetch()} />}</div>;
}

function Known({ asset }: { asset: AssetDetail }) {
  const may = useMay();
  const navigate = route.useNavigate();
  const { part: word } = route.useSearch();
  const tabs = tabsOf(asset, may('events.search'));
  const part = partOf(word, tabs);
  const show = (next: Part) => void navigate({ search: next === 'issues' ? {} : { part: next }, replace: true });
  useKeys([{ keys: 'u', says: 'Back to the assets', run: () => void navigate({ to: '/assets', search: {} }) }]);
  return (
    <div className={s.page}>
      <AssetHead asset={asset} />
      <Facts asset={asset} />
      <Notices asset={asset} />
      <div className={s.tabs}><Tabs label="About the asset" tabs={tabs} chosen={part} onChoose={show} /></div>
      <div className={s.rest} role="tabpanel" aria-label={tabs.find(({ id }) => id === part)?.title}>
        {part === 'issues' ? <Places asset={asset} /> : null}
        {part === 'packages' ? <Packages asset={asset.id} /> : null}
        {part === 'services' ? <Services asset={asset} /> : null}
        {part === 'runs' ? <Runs asset={asset} /> : null}
        {part === 'tags' ? <Tags tags={asset.tags} /> : null}
        {part === 'scans' ? <Scans asset={asset.id} /> : null}
        {part === 'events' ? <Events node={asset.name} /> : null}
      </div>
    </div>
  );
}

/** Its name, and what can be done with it. */
function AssetHead({ asset }: { asset: AssetDetail }) {
  const may = useMay();
  const changing = useChangeAssets();
  const [over, setOver] = useState<'nothing' | 'edit' | 'retire'>('nothing');
  const close = () => setOver('nothing');
  const writes = may('assets.write');
  useKeys(writes ? [{ keys: 'e', says: 'Edit owner, environment and reach', run: () => setOver('edit') }] : []);
  const change = (retired: boolean) => changing.mutate({ ids: [asset.id], change: { retired } }, { onSettled: close });
  return (
    <header className={s.head}>
      <title>{`${asset.name} · Glacis`}</title>
      <Link to="/assets" search={{}}>Assets</Link>
      <span className="quiet" aria-hidden="true">/</span>
      <AssetKind value={asset.kind} />
      <h1 className="cut" title={asset.name}><Text value={asset.name} /></h1>
      {asset.retiredAt === null ? null : <span className="quiet">retired</span>}
      {writes ? (
        <div className={s.actions}>
          <Button onClick={() => setOver('edit')}>Edit <Kbd keys="e" /></Button>
          {asset.retiredAt === null ? <Button look="danger" onClick={() => setOver('retire')}>Retire…</Button> : <Button busy={changing.isPending} onClick={() => change(false)}>Bring back</Button>}
        </div>
      ) : null}
      {over === 'edit' ? <EditAssets ids={[asset.id]} asset={asset} onClose={close} /> : null}
      {over === 'retire' ? (
        <Confirm title="Retire this asset?" verb="Retire" busy={changing.isPending} onConfirm={() => change(true)} onClose={close}>
          It is no longer scanned, and its issues end here. If it is seen again, it comes back by itself.
        </Confirm>
      ) : null}
    </header>
  );
}
