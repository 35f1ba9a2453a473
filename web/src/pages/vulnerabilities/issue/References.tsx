import { useState, type ReactNode } from 'react';
import { Text } from '../../../ui/text/Text.tsx';
import { isSafeLink } from './safe-link.ts';
import s from './Issue.module.css';

const FEW = 6;

/** A link out of the house, of a stranger's making. */
export const Outside = ({ href, children }: { href: string; children: ReactNode }) => <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>;

/** Where more is told. Only https is a link; anything else is text. */
export function References({ references }: { references: readonly string[] }) {
  const [all, setAll] = useState(false);
  if (references.length === 0) return null;
  const shown = all ? references : references.slice(0, FEW);
  return (
    <section className={s.section}>
      <h3>References</h3>
      <div className={s.refs}>
        {shown.map((reference) => (isSafeLink(reference) ? <Outside key={reference} href={reference}><Text value={reference} /></Outside> : <span key={reference} className="quiet"><Text value={reference} /></span>))}
      </div>
      {shown.length < references.length ? <button type="button" className={s.more} onClick={() => setAll(true)}>{`${references.length - FEW} more`}</button> : null}
    </section>
  );
}
