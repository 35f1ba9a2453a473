import { tokensOf } from '../query/tokens.ts';
import s from './QueryBar.module.css';

export type Wrong = { at: number; end: number };

/** The query in the colours of its parts, under the transparent text of the field; what is wrong is underlined. */
export function Highlight({ query, wrong }: { query: string; wrong: Wrong | null }) {
  return (
    <pre className={s.paint} aria-hidden="true">
      {tokensOf(query).map(({ kind, start, end }) => (
        <span key={start} className={s[kind]}>
          {parts(start, end, wrong).map(([from, to, isWrong]) => (isWrong ? <span key={from} className={s.wrong}>{query.slice(from, to)}</span> : query.slice(from, to)))}
        </span>
      ))}
      {wrong !== null && wrong.at >= query.length ? <span className={s.wrong}> </span> : null}
      {'\u200b'}
    </pre>
  );
}

/** A token cut where the wrong stretch begins and ends. */
function parts(start: number, end: number, wrong: Wrong | null): [number, number, boolean][] {
  if (wrong === null || wrong.end <= start || wrong.at >= end) return [[start, end, false]];
  const from = Math.max(start, wrong.at);
  const to = Math.min(end, Math.max(wrong.end, wrong.at + 1));
  const cut: [number, number, boolean][] = [[start, from, false], [from, to, true], [to, end, false]];
  return cut.filter(([left, right]) => right > left);
}
