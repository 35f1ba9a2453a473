import { all, and, not, or, type Query } from './ast.ts';
import { NAME, nearestField, resolveField, type QueryField } from './fields.ts';
import { exactText } from './glob.ts';
import { refuseHabits, refuseValueHabits } from './habits.ts';
import { addressKey } from './network.ts';
import { quote, Trouble } from './trouble.ts';
import { freeTerm, rangeTerm, valueTerm, type End } from './values.ts';
import { readWord, type Word } from './words.ts';

/** How large a query may be beside LIMITS.queryChars. */
const MAX_TERMS = 200;
const MAX_DEPTH = 40;
/** What stands for one character is tried at every place of a line: so many `?`, in words of so many characters. */
const MAX_ONES = 16;
const MAX_WITH_ONES = 200;
const SPACE = /\s*/y;
const OPERATOR = /(?:(and|or|not)(?=[\s()"]|$)|(&&|\|\|))/iy;
const COMPARISON = /(>=|<=|>|<)\s*/y;
const BRACKETS = /([[{])\s*("(?:[^"\\]|\\.)*"|[^\s"\]}]+)\s+TO\s+("(?:[^"\\]|\\.)*"|[^\s"\]}]+)\s*([\]}])/diy;

type Operator = { is: 'and' | 'or' | 'not'; at: number; end: number };

/** Recursive descent; `at` is the next character. Within `field:( … )` the terms are values of that field. */
export class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #terms = 0;
  #ones = 0;
  #group: QueryField | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The whole text as a query. @throws {Trouble} at the first mistake. */
  query(): Query {
    this.#skip();
    if (this.#isEnd()) return all(0, this.#text.length);
    const query = this.#either();
    if (!this.#isEnd()) throw this.#closesNothing();
    return query;
  }

  #closesNothing(): Trouble {
    return new Trouble('This parenthesis closes nothing.', this.#at, this.#at + 1, '');
  }

  /** Terms joined by OR. */
  #either(): Query {
    const terms = [this.#both()];
    for (let operator = this.#operator(); operator?.is === 'or'; operator = this.#operator()) {
      this.#pass(operator);
      terms.push(this.#both(operator));
    }
    return or(terms);
  }

  /** Terms joined by AND or by nothing. `after` is the operator that they follow. */
  #both(after?: Operator): Query {
    const terms: Query[] = [];
    let before = after;
    for (;;) {
      const operator = this.#operator();
      if (operator && operator.is !== 'not') {
        if (terms.length === 0 || before?.is === 'and') throw this.#dangling(operator, 'before');
        if (operator.is === 'or') return and(terms);
        this.#pass(operator);
        before = operator;
        continue;
      }
      if (this.#isEnd() || this.#text[this.#at] === ')') {
        if (before && (before.is === 'and' || terms.length === 0)) throw this.#dangling(before, 'after');
        if (terms.length === 0) throw this.#closesNothing();
        return and(terms);
      }
      const term = this.#unary();
      this.#refuseTwoValues(terms.at(-1), term, before);
      terms.push(term);
      before = undefined;
      this.#skip();
    }
  }

  #dangling({ is, at, end }: Operator, side: 'before' | 'after'): Trouble {
    const rest = this.#text.slice(0, at) + this.#text.slice(end);
    const word = this.#text.slice(at, end);
    return new Trouble(`There is nothing ${side} this ${is.toUpperCase()}; to look for the word, quote it.`, at, end, rest.trim() === '' ? quote(word) : '');
  }

  /** `user:(a b)`: one value cannot be both. */
  #refuseTwoValues(left: Query | undefined, right: Query, between: Operator | undefined): void {
    const field = this.#group;
    if (!field || between || !left || field.kind === 'text' || field.place.is === 'observable') return;
    const isValue = (query: Query) => query.is === 'matches' && exactText(query.glob) !== undefined;
    if (isValue(left) && isValue(right)) throw new Trouble(`${field.name} has one value: put OR between two.`, left.end, right.at, ' OR ');
  }

  #unary(): Query {
    refuseHabits(this.#text, this.#at);
    const start = this.#at;
    const operator = this.#operator();
    const sign = this.#text[start] === '-' || this.#text[start] === '!';
    if (operator?.is !== 'not' && !sign) return this.#primary();
    return this.#deeper(start, () => {
      if (operator?.is === 'not') this.#pass(operator);
      else this.#at += 1;
      const next = this.#operator();
      if (this.#isEnd() || this.#text[this.#at] === ')' || (next && next.is !== 'not')) {
        throw this.#dangling(operator ?? { is: 'not', at: start, end: this.#at }, 'after');
      }
      return not(this.#unary(), start);
    });
  }

  #primary(): Query {
    if (this.#text[this.#at] === '(') return this.#parenthesis();
    this.#terms += 1;
    if (this.#terms > MAX_TERMS) throw new Trouble(`A query has at most ${MAX_TERMS} terms.`, this.#at, this.#text.length);
    const name = this.#name();
    if (this.#group) {
      if (name !== undefined && resolveField(name)) {
        const { written, end } = readWord(this.#text, this.#at);
        throw new Trouble('A field does not stand among the values of another; text with a colon is quoted.', this.#at, end, quote(written));
      }
      return this.#value(this.#group, this.#at);
    }
    return name === undefined ? freeTerm(this.#word()) : this.#field(name);
  }

  #parenthesis(): Query {
    const start = this.#at;
    const { length } = this.#text;
    return this.#deeper(start, () => {
      this.#at += 1;
      this.#skip();
      if (this.#isEnd()) throw new Trouble('This parenthesis is not closed.', start, start + 1, '');
      if (this.#text[this.#at] === ')') throw new Trouble('There is nothing between these parentheses.', start, this.#at + 1, '');
      const inner = this.#either();
      if (this.#isEnd()) throw new Trouble('This parenthesis is not closed.', start, start + 1, ')', length, length);
      this.#at += 1;
      return inner;
    });
  }

  #deeper(start: number, read: () => Query): Query {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new Trouble(`A query nests at most ${MAX_DEPTH} deep.`, start, start + 1);
    const query = read();
    this.#depth -= 1;
    return query;
  }

  /** The name at `at` that a colon follows. An address of IPv6 and a URL have colons, too. */
  #name(): string | undefined {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0];
    if (name === undefined || this.#text[this.#at + name.length] !== ':') return undefined;
    const run = /^[^\s()"]*/.exec(this.#text.slice(this.#at, this.#at + 64))?.[0] ?? '';
    return this.#text.startsWith('//', this.#at + name.length + 1) || addressKey(run) !== undefined ? undefined : name;
  }

  /** A field's name, its colon, and what follows. */
  #field(name: string): Query {
    const start = this.#at;
    const field = resolveField(name) ?? this.#unknown(name, start);
    this.#at = start + name.length + 1;
    const gap = this.#skip();
    if (this.#isEnd() || this.#text[this.#at] === ')') throw new Trouble(`There is no value after ${name}:`, start, this.#at - gap, `${name}:*`);
    if (gap > 0) throw new Trouble('There is a space after the colon.', this.#at - gap, this.#at, '');
    if (this.#text[this.#at] !== '(') return this.#value(field, start);
    this.#group = field;
    const group = this.#parenthesis();
    this.#group = undefined;
    return group;
  }

  #unknown(name: string, start: number): never {
    const end = start + name.length;
    const nearest = nearestField(name);
    if (nearest !== undefined) throw new Trouble(`There is no field ${name}.`, start, end, nearest);
    if (/^[\s)]|^$/.test(this.#text.slice(end + 1, end + 2))) {
      throw new Trouble(`There is no field ${name}; text with a colon is quoted.`, start, end + 1, quote(`${name}:`));
    }
    throw new Trouble(`There is no field ${name}. Names of the source's own begin with unmapped, and text with a colon is quoted.`, start, end, `unmapped.${name}`);
  }

  #value(field: QueryField, start: number): Query {
    COMPARISON.lastIndex = this.#at;
    const comparison = COMPARISON.exec(this.#text);
    if (comparison) return this.#comparison(field, comparison, start);
    const brackets = this.#brackets(field, start);
    if (brackets) return brackets;
    const mark = /^(?:[=!]=?)/.exec(this.#text.slice(this.#at, this.#at + 2))?.[0];
    if (mark !== undefined && !this.#group) {
      const isNot = mark.startsWith('!');
      const replacement = `${isNot ? '-' : ''}${this.#text.slice(start, this.#at)}`;
      throw new Trouble(isNot ? 'What a field must not be has a minus in front: -field:value.' : 'A colon is enough.', this.#at, this.#at + mark.length, replacement, start);
    }
    refuseValueHabits(this.#text, this.#at);
    const word = this.#word();
    if (this.#group && !word.quoted && word.written.endsWith(',')) {
      throw new Trouble('Put OR between the values.', word.end - 1, word.end, ' OR');
    }
    return valueTerm(field, word, start);
  }

  #comparison(field: QueryField, [all, op = '']: RegExpExecArray, start: number): Query {
    const from = this.#at;
    this.#at += all.length;
    if (this.#isEnd() || /[()]/.test(this.#text[this.#at] ?? '')) throw new Trouble('There is no value to compare with.', from, this.#at, '*');
    const word = this.#word();
    const low: End = op === '>' || op === '>=' ? { word, op } : null;
    const high: End = op === '<' || op === '<=' ? { word, op } : null;
    return rangeTerm(field, low, high, start, this.#at);
  }

  /** `[a TO b]`, with a brace where the bound itself is not meant. */
  #brackets(field: QueryField, start: number): Query | undefined {
    const from = this.#at;
    if (this.#text[from] !== '[' && this.#text[from] !== '{') return undefined;
    BRACKETS.lastIndex = from;
    const match = BRACKETS.exec(this.#text);
    if (!match) {
      const { end, written } = this.#word();
      throw new Trouble('A range is written [a TO b]; a value that begins with a bracket is quoted.', from, end, quote(written));
    }
    const [whole, open, low = '', high = '', close] = match;
    this.#at = from + whole.length;
    const bound = (written: string, group: number) => this.#bound(written, match.indices?.[group]?.[0] ?? from);
    return rangeTerm(
      field,
      low === '*' ? null : { word: bound(low, 2), op: open === '[' ? '>=' : '>' },
      high === '*' ? null : { word: bound(high, 3), op: close === ']' ? '<=' : '<' },
      start,
      this.#at,
    );
  }

  /** A bound is read apart, since it ends at a bracket. */
  #bound(written: string, at: number): Word {
    const word = readWord(written, 0);
    return { ...word, at, end: at + written.length };
  }

  #word(): Word {
    const word = readWord(this.#text, this.#at);
    this.#at = word.end;
    const ones = word.glob.flat().filter((piece) => piece === null).length;
    this.#ones += ones;
    if (this.#ones > MAX_ONES) throw new Trouble(`A query has at most ${MAX_ONES} question marks; to look for the character itself, quote it.`, word.at, word.end, quote(word.written));
    if (ones > 0 && word.written.length > MAX_WITH_ONES) throw new Trouble(`A word with a question mark has at most ${MAX_WITH_ONES} characters.`, word.at, word.end, quote(word.written));
    return word;
  }

  #operator(): Operator | undefined {
    OPERATOR.lastIndex = this.#at;
    const match = OPERATOR.exec(this.#text);
    if (!match) return undefined;
    const [whole, word, sign] = match;
    const is = word === undefined ? (sign === '&&' ? 'and' : 'or') : word.toLowerCase() === 'and' ? 'and' : word.toLowerCase() === 'or' ? 'or' : 'not';
    return { is, at: this.#at, end: this.#at + whole.length };
  }

  #pass(operator: Operator): void {
    this.#at = operator.end;
    this.#skip();
  }

  /** Passes over spaces and says how many there were. */
  #skip(): number {
    SPACE.lastIndex = this.#at;
    const length = SPACE.exec(this.#text)?.[0].length ?? 0;
    this.#at += length;
    return length;
  }

  #isEnd(): boolean {
    return this.#at >= this.#text.length;
  }
}
