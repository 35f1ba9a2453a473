import type { ReactNode } from 'react';
import s from './Empty.module.css';

/** What would be here, and how it comes to be here. */
export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className={s.empty}>
    <h2>{title}</h2>
    {children === undefined ? null : <div className={s.words}>{children}</div>}
  </div>
);
