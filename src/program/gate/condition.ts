import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import type { FactDefinition, FactState, FactType, FactValue } from './fact.ts';

/** A condition that has been read and checked against the facts that there are. */
export type Condition = {
  text: string;
  /** Ids of the facts that it asks, in order of appearance. */
  facts: readonly string[];
  /** @throws {Error} where a fact that decides is not known. */
  holds(context: object): boolean;
};

export type Compiled = { is: 'condition'; condition: Condition } | { is: 'problem'; words: string; /** Character in the text. */ at: number };

/** The longest condition, in characters; its depth and size are bounded as well. */
const LONGEST = 2_000;
const CEL_TYPES: Readonly<Record<FactType, string>> = { bool: 'bool', int: 'int', double: 'double', string: 'string', timestamp: 'google.protobuf.Timestamp' };

/** Macros and functions that would make something of what is not there, or lose what is known of its type. */
const REFUSED = new Set(['has', 'dyn', 'optional', 'type']);

/**
 * Reads conditions: CEL expressions (https://github.com/google/cel-spec) over facts by their ids, and `now`. What CEL itself
 * does with errors is what a gate needs: a fact that is not known makes the result unknown, unless the rest decides alone
 * (`false && unknown` is false). So that absence can never be made into a yes, a condition can ask facts only for their
 * values: not whether they are there.
 */
export function conditionReader(definitions: readonly FactDefinition[]): (text: string) => Compiled {
  const known = new Set(definitions.map(({ id }) => id));
  const groups = new Set(definitions.map(({ id }) => groupOf(id)));
  const environment = environmentOf(definitions);
  return (text) => {
    if (text.length > LONGEST) return { is: 'problem', words: `A condition has at most ${LONGEST} characters.`, at: LONGEST };
    try {
      const parsed = environment.parse(text);
      const asked = askedOf(parsed.ast, known, groups);
      if ('problem' in asked) return { is: 'problem', words: asked.problem, at: asked.at };
      const { valid, type, error } = parsed.check();
      if (!valid) return { is: 'problem', words: firstLine(error), at: placeOf(error) };
      if (type !== 'bool') return { is: 'problem', words: `A condition is true or false; this is a ${type}.`, at: 0 };
      if (asked.facts.length === 0) return { is: 'problem', words: 'It asks no fact: it would be the same for ever.', at: 0 };
      return { is: 'condition', condition: { text, facts: asked.facts, holds: (context) => parsed({ ...context }) === true } };
    } catch (error) {
      return { is: 'problem', words: firstLine(error), at: placeOf(error) };
    }
  };
}

const groupOf = (id: string): string => id.slice(0, id.indexOf('.'));

function environmentOf(definitions: readonly FactDefinition[]): Environment {
  const environment = new Environment({ limits: { maxAstNodes: 500, maxDepth: 50, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 8 } });
  const groups = Map.groupBy(definitions, ({ id }) => groupOf(id));
  for (const [group, members] of groups) {
    environment.registerVariable(group, { type: 'map', schema: Object.fromEntries(members.map(({ id, type }) => [id.slice(group.length + 1), CEL_TYPES[type]])) });
  }
  return environment.registerVariable('now', CEL_TYPES.timestamp);
}

type Asked = { facts: string[] } | { problem: string; at: number };

/** The facts that an expression asks for their values, and nothing else of them. */
function askedOf(ast: ASTNode, known: ReadonlySet<string>, groups: ReadonlySet<string>): Asked {
  const facts = new Set<string>();
  let problem: { problem: string; at: number } | undefined;
  const visit = (node: ASTNode): void => {
    if (problem !== undefined) return;
    const fact = factAt(node);
    if (fact !== undefined) {
      if (known.has(fact)) facts.add(fact);
      else problem = { problem: `There is no fact ${fact}.`, at: node.start };
      return;
    }
    if (node.op === 'id' && groups.has(node.args)) problem = { problem: `${node.args} is a group of facts: name one of them, ${node.args}.…`, at: node.start };
    else if (node.op === 'call' && REFUSED.has(node.args[0])) problem = { problem: `${node.args[0]}() is not to be had here: what is not known stays unknown.`, at: node.start };
    else for (const child of childrenOf(node)) visit(child);
  };
  const factAt = (node: ASTNode): string | undefined =>
    node.op === '.' && node.args[0].op === 'id' && groups.has(node.args[0].args) ? `${node.args[0].args}.${node.args[1]}` : undefined;
  visit(ast);
  return problem ?? { facts: [...facts] };
}

/** The parts of an expression, whatever it is: arguments are nodes, text, or lists of either. */
function childrenOf({ args }: ASTNode): ASTNode[] {
  const all: unknown[] = Array.isArray(args) ? args.flat(2) : [args];
  return all.filter(isNode);
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

/** The known facts, as conditions see them: made once for all conditions of an evaluation. */
export function contextOf(definitions: readonly FactDefinition[], states: ReadonlyMap<string, FactState>, now: number): object {
  const groups: Record<string, Record<string, unknown>> = {};
  for (const { id, type } of definitions) {
    const group = groupOf(id);
    const members = (groups[group] ??= {});
    const state = states.get(id);
    if (state?.is === 'known') members[id.slice(group.length + 1)] = celValue(state.value, type);
  }
  return { ...groups, now: new Date(now) };
}

/** CEL tells whole numbers from others, JavaScript does not. */
function celValue(value: FactValue, type: FactType): unknown {
  if (type === 'int') return BigInt(Number(value));
  return type === 'timestamp' ? new Date(String(value)) : value;
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message.split('\n')[0] ?? '' : String(error));
const placeOf = (error: unknown): number => {
  const node: unknown = typeof error === 'object' && error !== null && 'node' in error ? error.node : undefined;
  return typeof node === 'object' && node !== null && 'start' in node && typeof node.start === 'number' ? node.start : 0;
};
