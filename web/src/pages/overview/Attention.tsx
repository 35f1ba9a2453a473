import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { Attention as Answer } from '../../../../src/vulnerabilities/contract.ts';
import { Icon } from '../../ui/Icon.tsx';
import { AssetKind } from '../../ui/state/AssetKind.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { assetsLink } from '../inventory/view.ts';
import { readLink } from '../../app/link.ts';
import s from './Overview.module.css';

type Items = z.infer<typeof Answer>['items'];

const FEW = 3;

/** More than one thing that is known of a host, which together are more than each alone. */
export const addsUp = ({ reasons }: Items[number]): boolean => reasons.length > 1;

/** What comes before everything else: hosts of which several things that are known add up; then those with one. Each reason leads to where it is known from. */
export function Attention({ items }: { items: Items }) {
  const others = items.filter((item) => !addsUp(item));
  return (
    <>
      {items.filter(addsUp).slice(0, FEW).map(({ asset, reasons }) => (
        <article key={asset.id} className={s.attention} aria-label={asset.name}>
          <div className={s.at}>
            <Icon name="warning" />
            <AssetKind value={asset.kind} />
            <Name asset={asset} />
            <span className="quiet">look here first</span>
          </div>
          <ul>{reasons.map((reason) => <li key={`${reason.path} ${reason.what}`}><Reason {...reason} /></li>)}</ul>
        </article>
      ))}
      {others.slice(0, FEW).map(({ asset, reasons }) => (
        <div key={asset.id} className={`${s.row} ${s.host}`}>
          <AssetKind value={asset.kind} />
          <Name asset={asset} />
          <span className="cut">{reasons.map((reason) => <Reason key={reason.path} {...reason} />)}</span>
        </div>
      ))}
      {others.length > FEW ? <Link {...assetsLink({ kind: 'node', exposed: true })} className={s.more}>{others.length - FEW} more hosts that others reach</Link> : null}
    </>
  );
}

const Name = ({ asset: { id, name } }: { asset: Items[number]['asset'] }) => <Link to="/assets/$id" params={{ id }} search={{}} className="mono cut"><Text value={name} /></Link>;

/** A reason leads to a page of this application, or nowhere. */
function Reason({ what, path }: { what: string; path: string }) {
  const link = readLink(path);
  return link === null ? <Text value={what} /> : <Link to={link.to} search={link.search}><Text value={what} /></Link>;
}
