import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ProgramAnswer } from '../../../../src/program/contract.ts';
import { programQuery } from '../../api/program.ts';
import { Text } from '../../ui/text/Text.tsx';
import { Ago } from '../../ui/time/Time.tsx';
import { Trouble } from '../../ui/Trouble.tsx';
import { useListKeys } from '../../ui/grid/keys.ts';
import { Goal } from './milestones/Goal.tsx';
import { MilestoneDrawer } from './milestones/MilestoneDrawer.tsx';
import { GateLine } from './milestones/GateLine.tsx';
import { ToConfirm } from './milestones/ToConfirm.tsx';
import { ProgramFrame } from './ProgramFrame.tsx';
import { ordered } from './words.ts';
import s from './Program.module.css';

/** The goals, and how far each milestone of them is, with the reason of each that is not met. */
export function Program() {
  const { data: program, error, refetch } = useQuery(programQuery);
  return (
    <ProgramFrame title="Program" note={program === undefined ? undefined : <Version program={program} />}>
      {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
      {program === undefined ? null : <Milestones program={program} />}
    </ProgramFrame>
  );
}

const Version = ({ program: { title, version, changedBy, changedAt } }: { program: ProgramAnswer }) =>
  version === 0 ? <>the one that Glacis comes with: <Link to="/program/edit">make it yours</Link></> : <><Text value={title} />, version {version} by <Text value={changedBy} />, <Ago at={changedAt} /></>;

const route = getRouteApi('/house/program');

function Milestones({ program }: { program: ProgramAnswer }) {
  const { milestone: open } = route.useSearch();
  const navigate = route.useNavigate();
  const all = program.goals.flatMap(({ id }) => ordered(program.milestones, id));
  const [active, setActive] = useState(-1);
  const show = (id: string | undefined) => void navigate({ search: id === undefined ? {} : { milestone: id }, replace: true });
  useListKeys({
    count: all.length,
    active,
    onActive: (index) => {
      setActive(index);
      document.querySelector(`[data-milestone-row="${index}"]`)?.scrollIntoView({ block: 'nearest' });
      if (open !== undefined) show(all[index]?.id);
    },
    onOpen: (index) => show(all[index]?.id),
    onMark: undefined,
  });
  const selected = all.find(({ id }) => id === open);
  return (
    <>
      <div className={s.scroll} tabIndex={0} role="region" aria-label="Goals and milestones">
        <ToConfirm warnings={program.warnings} />
        <div className={s.gates}>{program.gates.map((gate) => <GateLine key={gate.id} gate={gate} />)}</div>
        {program.goals.map((goal) => (
          <Goal key={goal.id} goal={goal} milestones={ordered(program.milestones, goal.id)} placeOf={(id) => all.findIndex((one) => one.id === id)} active={active} open={open} onOpen={(id) => { setActive(all.findIndex((one) => one.id === id)); show(id); }} />
        ))}
      </div>
      {selected === undefined ? null : <MilestoneDrawer key={selected.id} milestone={selected} program={program} onClose={() => show(undefined)} />}
    </>
  );
}
