/** Everything that can be reached from the roots, the roots included; loops are no matter. */
export function reachable(roots: Iterable<string>, next: (from: string) => Iterable<string>): Set<string> {
  const seen = new Set(roots);
  // A set that grows is walked to its new end.
  for (const from of seen) for (const to of next(from)) seen.add(to);
  return seen;
}
