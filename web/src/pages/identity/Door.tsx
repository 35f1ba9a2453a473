import type { ReactNode } from 'react';
import { Mark } from '../../app/shell/Mark.tsx';
import s from './Door.module.css';

/** What is seen by whoever is not inside yet. */
export const Door = ({ title, says, children }: { title: string; says?: ReactNode; children: ReactNode }) => (
  <main className={s.door}>
    <title>{`${title} · Glacis`}</title>
    <div className={s.name}><Mark size={20} />Glacis</div>
    <div className={s.sheet}>
      <h1>{title}</h1>
      {says === undefined ? null : <p className="quiet">{says}</p>}
      {children}
    </div>
  </main>
);
