import type { AssetKind } from '../../inventory/contract.ts';
import type { Scan } from '../contract.ts';
import type { scans } from '../tables.ts';

/** A stored scan as the API shows it. */
export const scanOf = ({ id, origin, state, at, receivedAt, complete, problems, reason, packages, opened, resolved }: typeof scans.$inferSelect, asset: { id: string; kind: AssetKind; name: string }): Scan => ({
  id, asset, origin, state, at: at.toISOString(), receivedAt: receivedAt.toISOString(), complete, problems: [...problems], reason, packages, opened, resolved,
});
