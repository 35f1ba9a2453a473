/** An object that is being built; without a prototype, so that a field called `__proto__` or `constructor` is only a field. */
export type Tree = { [key: string]: unknown };

const MAX_DEPTH = 16;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

const empty = (): Tree => Object.create(null);

/** Sets a dotted path, making the objects on the way. False, with nothing set, where something else already stands in the way. */
export function place(root: Tree, path: string, value: unknown): boolean {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let tree = root;
  for (const key of keys.length < MAX_DEPTH ? keys : []) {
    const child = tree[key] ?? (tree[key] = empty());
    if (!isTree(child)) return false;
    tree = child;
  }
  if (keys.length >= MAX_DEPTH) return false;
  const there = tree[last];
  if (isTree(there) && isTree(value)) Object.assign(there, value);
  else if (there !== undefined && isTree(there)) return false;
  else tree[last] = isTree(value) ? Object.assign(empty(), value) : value;
  return true;
}

/** Sets a path below `unmapped`; where levels collide, under its whole dotted name. */
export function keep(root: Tree, path: string, value: unknown): void {
  const unmapped = isTree(root.unmapped) ? root.unmapped : (root.unmapped = empty());
  if (isTree(unmapped) && !place(unmapped, path, value)) unmapped[path] = value;
}

/** The object at a dotted path, if there is one. */
export function take(root: Tree, path: string): Tree | undefined {
  let tree: unknown = root;
  for (const key of path.split('.')) tree = isTree(tree) ? tree[key] : undefined;
  return isTree(tree) ? tree : undefined;
}

/** Takes away what stands at a dotted path, and the objects on the way that are empty then. */
export function remove(root: Tree, path: string): void {
  const dot = path.lastIndexOf('.');
  const parent = dot < 0 ? root : take(root, path.slice(0, dot));
  if (!parent) return;
  Reflect.deleteProperty(parent, path.slice(dot + 1));
  if (dot >= 0 && Object.keys(parent).length === 0) remove(root, path.slice(0, dot));
}
