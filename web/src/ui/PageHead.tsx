import type { ReactNode } from 'react';
import s from './PageHead.module.css';

/** Title left, what can be done right. */
export const PageHead = ({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) => (
  <header className={s.head}>
    <title>{`${title} · Glacis`}</title>
    <h1>{title}</h1>
    {note === undefined ? null : <div className={s.note}>{note}</div>}
    <div className={s.actions}>{children}</div>
  </header>
);
