import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHead } from '../../ui/PageHead.tsx';
import s from './ProgramFrame.module.css';

const tabs = [
  { to: '/program', title: 'Program' },
  { to: '/program/roadmap', title: 'Roadmap' },
  { to: '/program/evidence', title: 'Evidence' },
  { to: '/program/edit', title: 'Edit' },
] as const;

type Props = { title: string; note?: ReactNode; /** What can be done here, right of the title. */ actions?: ReactNode; children: ReactNode };

/** The head of every page about the program, and the way to the others. What is below it scrolls by itself. */
export const ProgramFrame = ({ title, note, actions, children }: Props) => (
  <div className={s.page}>
    <PageHead title={title} note={note}>{actions}</PageHead>
    <nav className={s.tabs} aria-label="Program">
      {tabs.map(({ to, title: name }) => (
        <Link key={to} to={to} className={s.tab} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>{name}</Link>
      ))}
    </nav>
    <div className={s.body}>{children}</div>
  </div>
);
