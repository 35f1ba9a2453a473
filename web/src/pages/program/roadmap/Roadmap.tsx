import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../../app/session.tsx';
import { roadmapQuery } from '../../../api/roadmap.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { ProgramFrame } from '../ProgramFrame.tsx';
import { AddArrival } from './AddArrival.tsx';
import { Arrivals } from './Arrivals.tsx';
import { BurnUps } from './BurnUps.tsx';
import { Capacity } from './Capacity.tsx';
import { Timeline } from './Timeline.tsx';
import s from './Roadmap.module.css';

/** Releases and milestones on a line of time, how far each goal is, and the hours that there are. */
export function Roadmap() {
  const { data: roadmap, error, refetch } = useQuery(roadmapQuery);
  const [adds, setAdds] = useState(false);
  const may = useMay();
  const late = roadmap?.milestones.filter((one) => one.late).length ?? 0;
  const met = roadmap?.milestones.filter(({ outcome }) => outcome === 'met').length ?? 0;
  const note = roadmap === undefined ? undefined : `${met} of ${countOf(roadmap.milestones.length, 'milestone')} met${late === 0 ? '' : `, ${late} later than aimed at`}`;
  return (
    <ProgramFrame title="Roadmap" note={note} actions={may('arrivals.write') ? <Button icon="plus" onClick={() => setAdds(true)}>Add a report</Button> : undefined}>
      {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
      {roadmap === undefined ? null : (
        <div className={s.scroll} tabIndex={0} role="region" aria-label="Roadmap">
          <Timeline roadmap={roadmap} />
          <Capacity today={roadmap.today} />
          <Arrivals />
          <BurnUps />
        </div>
      )}
      {adds ? <AddArrival onClose={() => setAdds(false)} /> : null}
    </ProgramFrame>
  );
}
