import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { GateAnswer } from '../../../../../src/program/contract.ts';
import { gateQuery } from '../../../api/program.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { GateSign } from '../../../ui/state/GateSign.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { ForecastOf } from '../parts/ForecastOf.tsx';
import { ProgramFrame } from '../ProgramFrame.tsx';
import { answerOf } from '../words.ts';
import { Decisions } from './Decisions.tsx';
import { Overrides } from './Overrides.tsx';
import { Pipelines } from './Pipelines.tsx';
import { ProposeOverride } from './ProposeOverride.tsx';
import { Reasons } from './Reasons.tsx';
import s from './Gate.module.css';

const route = getRouteApi('/house/program/gates/$id');

/** One gate: what it asks, what it answers, what keeps it from opening, who overrode that, and what was decided when. */
export function GatePage() {
  const { id } = route.useParams();
  const { data: gate, error, refetch } = useQuery(gateQuery(id));
  return (
    <ProgramFrame title={gate?.title ?? 'Gate'} note={gate === undefined ? undefined : <>gate <code>{gate.id}</code></>}>
      {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
      {gate === undefined ? null : <Whole key={gate.id} gate={gate} />}
    </ProgramFrame>
  );
}

function Whole({ gate }: { gate: GateAnswer }) {
  const may = useMay();
  const [proposing, setProposing] = useState(false);
  const { question, state, sentence, since, evaluatedAt, reasons } = gate;
  return (
    <div className={s.page} tabIndex={0} role="region" aria-label="Gate">
      <section className={s.answer}>
        <GateSign value={state} />
        <div>
          <h2><Text value={question} /> <span data-state={state}>{answerOf(gate)}</span></h2>
          <p><Text value={sentence} /></p>
          {state === 'open' ? null : <p><ForecastOf forecast={gate.forecast} noForecast={gate.noForecast} /></p>}
          <p className="quiet">So since <Ago at={since} />; looked at <Ago at={evaluatedAt} />, and looked at again every minute.</p>
        </div>
        {may('evidence.write') && reasons.length > 0 ? <Button onClick={() => setProposing(true)}>Propose an override</Button> : null}
      </section>
      <Overrides gate={gate} />
      <Reasons gate={gate} />
      <div className={s.columns}>
        <Decisions gate={gate} />
        <Pipelines gate={gate} />
      </div>
      {proposing ? <ProposeOverride gate={gate} onClose={() => setProposing(false)} /> : null}
    </div>
  );
}
