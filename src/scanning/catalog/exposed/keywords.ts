/** Told of every keyword that stands in a text: which, and where it begins. */
export type OnKeyword = (keyword: number, start: number) => void;

/** Finds keywords in bytes, in any case. */
export type KeywordFinder = (bytes: Uint8Array, onKeyword: OnKeyword) => void;

/** The class of bytes that no keyword has. */
const FOREIGN = 0;

/**
 * All keywords in one pass, one step of a table per byte whatever the text is.
 * Source: Aho and Corasick, Efficient string matching, CACM 18 (1975), with all transitions written out.
 *
 * @param keywords in lower case, ASCII
 */
export function keywordFinder(keywords: readonly string[]): KeywordFinder {
  const { classes, width } = classesOf(keywords);
  const nodes = trieOf(keywords, classes);
  const order = inOrderOfEnding(nodes);
  // Rows of states where no keyword ends come first: one comparison tells.
  const row = new Map(order.map((node, at) => [node, at * width]));
  const firstEnding = order.findIndex(({ ends }) => ends.length > 0) * width;
  const table = new Int32Array(order.length * width);
  for (const node of order) for (let each = 0; each < width; each++) table[(row.get(node) ?? 0) + each] = row.get(node.next[each] ?? nodes[0]) ?? 0;
  const endings = order.map(({ ends }) => ends);
  const lengths = keywords.map(({ length }) => length);

  return (bytes, onKeyword) => {
    let state = 0;
    for (let at = 0; at < bytes.length; at++) {
      state = table[state + (classes[bytes[at] ?? 0] ?? FOREIGN)] ?? 0;
      if (state >= firstEnding) for (const keyword of endings[state / width] ?? []) onKeyword(keyword, at + 1 - (lengths[keyword] ?? 0));
    }
  };
}

/** A beginning of keywords. */
type Node = {
  /** By class of the byte; once finished, every class leads somewhere. */
  next: (Node | undefined)[];
  /** The keywords that end here. */
  ends: number[];
};

/** Bytes that keywords tell apart; both cases of a letter are one. */
function classesOf(keywords: readonly string[]): { classes: Uint8Array; width: number } {
  const classes = new Uint8Array(256);
  const characters = [...new Set(keywords.join(''))];
  for (const [at, character] of characters.entries()) for (const variant of [character, character.toUpperCase()]) classes[variant.charCodeAt(0)] = at + 1;
  return { classes, width: characters.length + 1 };
}

/** The trie, its root first, with every transition written out. */
function trieOf(keywords: readonly string[], classes: Uint8Array): [Node, ...Node[]] {
  const root: Node = { next: [], ends: [] };
  for (const [keyword, text] of keywords.entries()) {
    let node = root;
    for (const character of text) node = node.next[classes[character.charCodeAt(0)] ?? FOREIGN] ??= { next: [], ends: [] };
    node.ends.push(keyword);
  }
  const all: [Node, ...Node[]] = [root];
  // In order of depth: the longest other beginning that a node ends with is finished before the node is.
  const fallbacks = new Map<Node, Node>([[root, root]]);
  const width = Math.max(...classes) + 1;
  for (const node of all) {
    const fallback = fallbacks.get(node) ?? root;
    for (let each = 0; each < width; each++) {
      const next = node.next[each];
      const other = node === root ? root : (fallback.next[each] ?? root);
      if (next === undefined) node.next[each] = other;
      else {
        next.ends.push(...other.ends);
        fallbacks.set(next, other);
        all.push(next);
      }
    }
  }
  return all;
}

const inOrderOfEnding = (nodes: readonly Node[]): Node[] => [...nodes.filter(({ ends }) => ends.length === 0), ...nodes.filter(({ ends }) => ends.length > 0)];
