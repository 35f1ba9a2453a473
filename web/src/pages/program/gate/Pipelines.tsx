import type { GateAnswer } from '../../../../../src/program/contract.ts';
import { Code } from '../../../ui/Code.tsx';
import s from './Gate.module.css';

/** How a pipeline asks the gate before it ships. */
export const Pipelines = ({ gate: { id } }: { gate: GateAnswer }) => (
  <section className={s.section} aria-labelledby="pipelines">
    <div className={s.head}><h3 id="pipelines">In a pipeline</h3><span className="quiet">exits with 0 open, 1 closed, 3 not known</span></div>
    <Code text={`# GLACIS_URL=${location.origin}, GLACIS_TOKEN: an API token that may program.read\nglacis gate check ${id}`} />
    <div className={s.how}>
      <p className="quiet">Or as the last step of a job of GitHub Actions:</p>
      <Code text={`- name: May we ship?\n  run: glacis gate check ${id} --json\n  env:\n    GLACIS_URL: ${location.origin}\n    GLACIS_TOKEN: \${{ secrets.GLACIS_TOKEN }}`} />
    </div>
  </section>
);
