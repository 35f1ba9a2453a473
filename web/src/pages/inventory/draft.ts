import type { AssetDetail, ChangeAsset } from '../../../../src/inventory/contract.ts';

/** What is typed about one asset, or about several at once. */
export type Draft = { owner: string; environment: string; internetFacing: 'same' | 'yes' | 'no'; note: string };

type Known = Pick<AssetDetail, 'owner' | 'environment' | 'internetFacing' | 'note'>;

export const draftOf = (asset: Known | undefined): Draft =>
  asset === undefined
    ? { owner: '', environment: '', internetFacing: 'same', note: '' }
    : { owner: asset.owner ?? '', environment: asset.environment ?? '', internetFacing: asset.internetFacing ? 'yes' : 'no', note: asset.note };

/** What of a draft is to be changed: of one asset what differs (an emptied name goes back to the rules), of several what was said. */
export function changeOf(draft: Draft, asset: Known | undefined): ChangeAsset {
  const change: ChangeAsset = {};
  for (const name of ['owner', 'environment'] as const) {
    const said = draft[name].trim();
    if (asset === undefined ? said !== '' : said !== (asset[name] ?? '')) change[name] = said || null;
  }
  if (draft.internetFacing !== 'same' && (asset === undefined || asset.internetFacing !== (draft.internetFacing === 'yes'))) change.internetFacing = draft.internetFacing === 'yes';
  if (asset !== undefined && draft.note !== asset.note) change.note = draft.note;
  return change;
}
