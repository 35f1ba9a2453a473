import type { Measured, MeasureNeeds } from './needs.ts';

/** Of what exists and runs, what has been looked at. */
export async function measureInventory({ inventory }: MeasureNeeds): Promise<Measured> {
  const { kinds, silentNodes } = await inventory.coverage();
  const of = (kind: 'image' | 'node') => kinds.find((one) => one.kind === kind) ?? { total: 0, current: 0 };
  const [images, nodes] = [of('image'), of('node')];
  // Of nothing, no share is known: a house without nodes has not looked at all of them.
  const share = (id: string, { total, current }: { total: number; current: number }) => ({ [id]: total === 0 ? { unknown: 'there are none' } : current / total });
  return {
    'images.running': images.total, 'images.unscanned': images.total - images.current, ...share('images.scanned', images),
    'nodes.total': nodes.total, 'nodes.unscanned': nodes.total - nodes.current, ...share('nodes.scanned', nodes), 'nodes.silent': silentNodes,
  };
}
