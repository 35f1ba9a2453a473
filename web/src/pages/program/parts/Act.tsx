import { Link } from '@tanstack/react-router';
import type { GateAnswer } from '../../../../../src/program/contract.ts';
import { SeeLink } from './SeeLink.tsx';

type Props = Pick<GateAnswer['reasons'][number], 'see' | 'from'> & { milestone: string | null; className?: string | undefined };

/** What is to be done about a condition that holds a gate: where, or that it takes time alone. */
export function Act({ see, from, milestone, className }: Props) {
  if (see !== null) return <SeeLink see={see} className={className} />;
  if (from !== null) return <span className={className}><span className="quiet">it takes time</span></span>;
  return milestone === null ? null : <Link to="/program" search={{ milestone }} className={className}>See why →</Link>;
}
