import type { AssetKind as Kind } from '../../../../src/inventory/contract.ts';
import s from './State.module.css';

const shapes: Record<Kind, React.ReactNode> = {
  image: <path d="M8 1.8L14 5 8 8.200 2 5zM2.600 8L8 10.900 13.400 8M2.600 11L8 13.900 13.400 11" />,
  node: <path d="M2 2.500h12v4.500H2zM2 9h12v4.500H2zM4.500 4.700h.01M4.500 11.200h.01" />,
  repository: <path d="M5 5.500v5M11 7.500c0 2.500-6 1.500-6 3.500M5 2.500a1.500 1.500 0 1 0 0 3a1.500 1.500 0 0 0 0-3zM5 10.500a1.500 1.500 0 1 0 0 3a1.500 1.500 0 0 0 0-3zM11 4.500a1.500 1.500 0 1 0 0 3a1.500 1.500 0 0 0 0-3z" />,
};

export const kindNames: Record<Kind, string> = { image: 'Image', node: 'Node', repository: 'Repository' };

/** What kind of thing it is, by sign; `word` adds the word. */
export const AssetKind = ({ value, word = false }: { value: Kind; word?: boolean }) => (
  <span className={s.state} title={word ? undefined : kindNames[value]}>
    <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.300" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" style={{ color: 'var(--quiet)', flex: 'none' }}>{shapes[value]}</svg>
    <span className={word ? undefined : 'unseen'}>{kindNames[value]}</span>
  </span>
);
