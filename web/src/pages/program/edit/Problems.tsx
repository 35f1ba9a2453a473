import { Icon } from '../../../ui/Icon.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { nameOf } from '../words.ts';
import s from './Edit.module.css';

export type Told = { is: 'problem' | 'warning'; line: number; column: number; words: string };

const MOST = 100;

type Props = { told: readonly Told[]; doubts: readonly { milestone: string; words: string }[]; onGo: (line: number, column: number) => void; /** Nothing can be changed here. */ reads: boolean };

/** What is wrong, what should not stay, and what an import left to a person, each with its place. */
export const Problems = ({ told, doubts, onGo, reads }: Props) => (
  <>
    {told.length === 0 && doubts.length === 0 ? (
      <div className={s.help}>
        <p>{reads ? 'You may read the program, and not change it.' : 'Nothing is wrong with it.'}</p>
        <p className="quiet">Goals, milestones with conditions over facts, and gates. A condition holds when its CEL expression does; what is not known opens nothing.</p>
        <p className="quiet">In an editor of yours: <code>glacis program schema</code> for completion, <code>glacis program lint</code> for this list, <code>glacis program apply</code> to save.</p>
      </div>
    ) : null}
    {told.slice(0, MOST).map(({ is, line, column, words }) => (
      <button key={`${line}:${column} ${words}`} type="button" className={s.problem} data-is={is} onClick={() => onGo(line, column)}>
        <span className={s.where}><Icon name="warning" size={13} />{line}:{column}</span>
        <span><Text value={words} /></span>
      </button>
    ))}
    {told.length > MOST ? <p className="quiet">{told.length - MOST} more.</p> : null}
    {doubts.length === 0 ? null : (
      <section className={s.doubts} aria-label="To be confirmed">
        <h3>To be looked at before it is saved</h3>
        <ul>{doubts.map(({ milestone, words }) => <li key={`${milestone} ${words}`}>{milestone === '' ? null : <b>{nameOf(milestone)}: </b>}<Text value={words} /></li>)}</ul>
      </section>
    )}
  </>
);
