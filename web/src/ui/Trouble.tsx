import { asProblem } from '../api/problem.ts';
import { Button } from './form/Button.tsx';
import { Icon } from './Icon.tsx';
import s from './Trouble.module.css';

/** What happened, what it means, what to do: in the place where the answer would have been. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const problem = asProblem(error);
  return (
    <div className={s.trouble} role="alert">
      <Icon name="warning" />
      <div>
        <div>{problem.message}</div>
        {problem.hint === undefined ? null : <div className="quiet">{problem.hint}</div>}
        {problem.status >= 500 && problem.requestId !== undefined ? <div className="quiet">Request <span className="mono">{problem.requestId}</span></div> : null}
        {again === undefined ? null : <div className={s.again}><Button icon="refresh" onClick={again}>Try again</Button></div>}
      </div>
    </div>
  );
}
