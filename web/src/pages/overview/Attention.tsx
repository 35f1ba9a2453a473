import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { Attention as Answer } from '../../../../src/vulnerabilities/contract.ts';
import { Icon } from '../../ui/Icon.tsx';
import { AssetKind } from '../../ui/state/AssetKind.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { readLink } from './link.ts';
import s from './Overview.module.css';

type Items = z.infer<typeof Answer>['items'];

const FEW = 3;

/** What comes before everything else: hosts of which several things that are known add up, each reason leading to where it is known from. */
export const Attention = ({ items }: { items: Items }) =>
  items.slice(0, FEW).map(({ asset, reasons }) => (
    <article key={asset.id} className={s.attention} aria-label={asset.name}>
      <div className={s.at}>
        <Icon name="warning" />
        <AssetKind value={asset.kind} />
        <Link to="/assets/$id" params={{ id: asset.id }} search={{}} className="mono cut"><Text value={asset.name} /></Link>
        <span className="quiet">look here first</span>
      </div>
      <ul>
        {reasons.map(({ what, path }) => (
          <li key={`${path} ${what}`}><Reason what={what} path={path} /></li>
        ))}
      </ul>
    </article>
  ));

/** A reason leads to a page of this application, or nowhere. */
function Reason({ what, path }: { what: string; path: string }) {
  const link = readLink(path);
  return link === null ? <Text value={what} /> : <Link to={link.to} search={link.search}><Text value={what} /></Link>;
}
