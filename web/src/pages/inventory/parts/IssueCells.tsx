import type { IssueCounts } from '../../../../../src/inventory/contract.ts';
import { brief } from '../../../ui/text/numbers.ts';
import { countsSaid } from '../said.ts';
import s from './IssueCells.module.css';

const cells = [['critical', 'C'], ['high', 'H'], ['medium', 'M'], ['low', 'L']] as const;

/** Open issues by severity, each in its own place, so that lists are read down as columns. */
export const IssueCells = ({ counts }: { counts: IssueCounts }) => (
  <span className={s.cells} role="img" aria-label={`Open issues: ${countsSaid(counts)}`} title={`Open issues: ${countsSaid(counts)}`}>
    {cells.map(([severity, letter]) => (
      <span key={severity} className={s.cell} data-severity={severity} data-none={counts[severity] === 0}>
        {counts[severity] === 0 ? '·' : brief(counts[severity])}<i className={s.letter}>{counts[severity] === 0 ? '' : letter}</i>
      </span>
    ))}
  </span>
);
