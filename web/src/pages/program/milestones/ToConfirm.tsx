import { Link } from '@tanstack/react-router';
import type { FileProblem } from '../../../../../src/program/contract.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import s from '../Program.module.css';

/** What the file leaves to a person to confirm. */
export function ToConfirm({ warnings }: { warnings: readonly FileProblem[] }) {
  const [first] = warnings;
  if (first === undefined) return null;
  return (
    <div className={s.confirm}>
      <Icon name="warning" size={14} />
      <span className="cut" title={first.words}><Text value={first.words} /></span>
      <Link to="/program/edit" search={{ line: String(first.line) }} style={{ marginLeft: 'auto', whiteSpace: 'nowrap' }}>{warnings.length === 1 ? 'Confirm it' : `${warnings.length} to confirm`} →</Link>
    </div>
  );
}
