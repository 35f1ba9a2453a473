import type { Policy } from '../../../../../src/vulnerabilities/contract.ts';
import { Severity } from '../../../ui/state/Severity.tsx';
import { businessDays } from '../days/words.ts';
import s from './Policy.module.css';

const grades = ['critical', 'high', 'medium', 'low'] as const;
const roles = { owner: 'an owner', admin: 'an admin', analyst: 'an analyst' } as const;

/** How fast, and who may approve, by severity. */
export const Clocks = ({ policy }: { policy: Policy }) => (
  <table className={s.clocks}>
    <thead><tr><th scope="col">Severity</th><th scope="col">Looked at within</th><th scope="col">Decided within</th><th scope="col">Fixed within</th><th scope="col">A plan is approved by</th><th scope="col">A risk is accepted by</th></tr></thead>
    <tbody>
      {grades.map((grade) => (
        <tr key={grade}>
          <td><Severity value={grade} /></td>
          <td>{businessDays(policy.triage)}</td><td>{businessDays(policy.estimate[grade])}</td><td>{businessDays(policy.remediate[grade])}</td>
          <td>{roles[policy.plan.approver[grade]]}</td><td>{roles[policy.accept.approver[grade]]}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
