import type { Milestone } from '../gate/program.ts';

/** The circles in which milestones wait for each other, each once, as the ids on the way around. */
export function circles(milestones: readonly Milestone[]): string[][] {
  const waits = new Map(milestones.map(({ id, dependsOn }) => [id, dependsOn.flatMap((one) => (one.on === 'milestone' ? [one.milestone] : []))]));
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (id: string, way: readonly string[]): void => {
    const at = way.indexOf(id);
    if (at >= 0) {
      found.push(way.slice(at));
      return;
    }
    if (done.has(id)) return;
    for (const next of waits.get(id) ?? []) visit(next, [...way, id]);
    done.add(id);
  };
  for (const { id } of milestones) visit(id, []);
  return found;
}
