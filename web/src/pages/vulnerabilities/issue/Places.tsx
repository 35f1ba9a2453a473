import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Issue, Place } from '../../../../../src/vulnerabilities/contract.ts';
import { placesPages } from '../../../api/vulnerabilities.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { Exposed } from '../signs/Marks.tsx';
import { appearances } from '../signs/Since.tsx';
import { StateSign } from '../signs/StateSign.tsx';
import s from './Issue.module.css';

const covered = { plan: 'planned', accept: 'accepted', 'not-affected': 'not-affected' } as const;
const stateOf = ({ state, decision }: Place) => (state === 'resolved' ? 'resolved' : decision === null ? 'open' : covered[decision]);

/** Where it occurs, by asset, each place with its own state. */
export function Places({ issue }: { issue: Issue }) {
  const found = useInfiniteQuery(placesPages(issue.id));
  const places = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const assets = [...Map.groupBy(places, ({ asset }) => asset.id).values()];
  return (
    <section className={s.section}>
      <div className={s.title}><h3>Where</h3><span className="quiet">{countOf(issue.places.open, 'open place')} in {countOf(issue.places.assets, 'asset')}{issue.places.undecided === 0 ? '' : `, ${issue.places.undecided} undecided`}</span></div>
      {found.error === null ? null : <Trouble error={found.error} again={() => void found.refetch()} />}
      <div>{assets.map((all) => <InAsset key={all[0]?.asset.id} places={all} />)}</div>
      {found.hasNextPage ? <button type="button" className={s.more} disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>More places</button> : null}
    </section>
  );
}

function InAsset({ places }: { places: readonly Place[] }) {
  const asset = places[0]?.asset;
  if (asset === undefined) return null;
  return (
    <article className={s.asset}>
      <header>
        <span className={s.kind}>{asset.kind}</span>
        <Link to="/assets/$id" params={{ id: asset.id }} className="mono"><Text value={asset.name} /></Link>
        <span className="quiet"><Text value={[asset.environment, asset.owner].filter(Boolean).join(' · ')} /></span>
      </header>
      {places.map((place) => (
        <div key={`${place.purl} ${place.paths.join(' ')}`} className={s.place} data-state={place.state}>
          <span className="mono" title={place.purl}><Text value={place.version} />{place.paths.length === 0 ? null : <span className="quiet"> <Text value={place.paths[0] ?? ''} />{place.paths.length > 1 ? ` +${place.paths.length - 1}` : ''}</span>}</span>
          <span title={`Appeared: ${appearances[place.appeared]}`}><StateSign value={stateOf(place)} /></span>
          {place.listening.length === 0 ? null : <span className={s.listening}><Exposed />listens on <span className="mono"><Text value={place.listening.join(', ')} /></span></span>}
        </div>
      ))}
    </article>
  );
}
