import { memo } from 'react';
import { marksIn, type Span } from './marks.ts';
import { visible } from './visible.ts';
import s from './Text.module.css';

type Props = {
  /** Text of a log: never markup, whatever it holds. */
  value: string;
  /** Words to mark, in lower case. */
  words?: readonly string[] | undefined;
  /** A stretch to point out, by its place in `value`. */
  pointed?: Span | undefined;
};

/** Hostile text as text nodes: controls and bidirectional characters are named, matched words marked. */
export const Text = memo(function Text({ value, words, pointed }: Props) {
  const spans = pointed === undefined ? marksIn(value, words ?? []) : [pointed];
  if (spans.length === 0) return <Pieces value={value} />;
  return (
    <>
      {spans.map((span, index) => (
        <Marked key={span.start} value={value} span={span} from={spans[index - 1]?.end ?? 0} />
      ))}
      <Pieces value={value.slice(spans.at(-1)?.end)} />
    </>
  );
});

const Marked = ({ value, span, from }: { value: string; span: Span; from: number }) => (
  <>
    <Pieces value={value.slice(from, span.start)} />
    <mark className={s.mark}>
      <Pieces value={value.slice(span.start, span.end)} />
    </mark>
  </>
);

function Pieces({ value }: { value: string }) {
  const pieces = visible(value);
  const only = pieces[0];
  if (pieces.length === 1 && only?.kind === 'text') return only.text;
  return pieces.map((piece, index) =>
    piece.kind === 'text' ? (
      piece.text
    ) : (
      <span key={index} className={s.control} title={`${piece.name}, a character that would not be seen`}>
        {piece.text}
      </span>
    ),
  );
}
