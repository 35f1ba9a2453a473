import { ASSET_SORTS, AssetKind, ScanState } from '../../../../src/inventory/contract.ts';

/** What the Assets page shows; all of it stands in the address. */
export type AssetsView = {
  kind: AssetKind | undefined;
  search: string;
  /** A team; `-` for none. */
  owner: string | undefined;
  environment: string | undefined;
  scan: ScanState | undefined;
  silent: boolean;
  exposed: boolean;
  running: boolean;
  /** Those that are gone, instead of those that are here. */
  retired: boolean;
  sort: (typeof ASSET_SORTS)[number];
};

const flags = ['silent', 'exposed', 'running', 'retired'] as const;
const words = ['owner', 'environment'] as const;
const MOST_SEARCH = 200;
const MOST_WORD = 100;
const usualSort = 'priority';

export function readAssetsView(search: Readonly<Record<string, unknown>>): AssetsView {
  const text = (name: string, most: number): string => (typeof search[name] === 'string' ? search[name].slice(0, most) : '');
  const flag = (name: (typeof flags)[number]): boolean => search[name] === '1';
  return {
    kind: AssetKind.safeParse(search['kind']).data,
    search: text('q', MOST_SEARCH),
    owner: text('owner', MOST_WORD) || undefined,
    environment: text('environment', MOST_WORD) || undefined,
    scan: ScanState.safeParse(search['scan']).data,
    silent: flag('silent'),
    exposed: flag('exposed'),
    running: flag('running'),
    retired: flag('retired'),
    sort: ASSET_SORTS.find((sort) => sort === search['sort']) ?? usualSort,
  };
}

/** The words of the address for a view; what is usual is left out. */
export function writeAssetsView(view: Partial<AssetsView>): Record<string, string> {
  const written: Record<string, string> = {};
  if (view.kind !== undefined) written['kind'] = view.kind;
  if (view.search) written['q'] = view.search;
  for (const name of words) if (view[name]) written[name] = view[name];
  if (view.scan !== undefined) written['scan'] = view.scan;
  for (const name of flags) if (view[name] === true) written[name] = '1';
  if (view.sort !== undefined && view.sort !== usualSort) written['sort'] = view.sort;
  return written;
}

/** What the API is asked for. */
export const assetsFilter = ({ kind, search, owner, environment, scan, silent, exposed, running, retired, sort }: AssetsView) => ({
  kind, owner, environment, scan, sort,
  search: search.trim() || undefined,
  silent: silent || undefined, exposed: exposed || undefined, running: running || undefined, retired: retired || undefined,
});

/** Whether anything but the order narrows the list. */
export const isNarrowed = (view: AssetsView): boolean => Object.keys(writeAssetsView({ ...view, sort: usualSort })).length > 0;

/** For links from other pages: these assets. */
export const assetsLink = (view: Partial<AssetsView>) => ({ to: '/assets' as const, search: writeAssetsView(view) });
