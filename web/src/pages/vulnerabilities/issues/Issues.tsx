import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useMay } from '../../../app/session.tsx';
import { useActive } from '../../../ui/grid/active.ts';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { useMarking } from '../../../ui/grid/marking.ts';
import { useKeys } from '../../../ui/keys.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { steps, type Step } from '../decide/steps.ts';
import { targetOf, type Target } from '../decide/target.ts';
import { useSteps } from '../decide/useSteps.tsx';
import { IssueDrawer } from '../issue/IssueDrawer.tsx';
import { columnOf, issueColumns, sortOf } from './columns.tsx';
import { Foot } from './Foot.tsx';
import { IssueFilters } from './IssueFilters.tsx';
import { IssuesHead } from './IssuesHead.tsx';
import { IssueTabs } from './IssueTabs.tsx';
import { NoIssues } from './NoIssues.tsx';
import { keyOf, type Row } from './rows.ts';
import { chosenBy, everything } from './useChosen.ts';
import { onlyGroup, useRows } from './useRows.ts';
import { readIssuesView, writeIssuesView, type IssuesView } from './view.ts';
import s from './Issues.module.css';

const route = getRouteApi('/house/issues');

/** The desk: what must be resolved or planned, decided by keys alone. */
export function Issues() {
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = useMemo(() => readIssuesView(search), [search]);
  const { rows, total, error, known, again, onRange } = useRows(view);
  const [active, setActive] = useActive(rows, keyOf);
  const { marked, mark, clear } = useMarking((index) => rows[index], keyOf);
  const [all, setAll] = useState(false);
  const unmark = () => { clear(); setAll(false); };
  const change = (part: Partial<IssuesView>) => {
    if (!('issue' in part) && !('unfolded' in part)) unmark();
    void navigate({ search: (old) => writeIssuesView({ ...readIssuesView(old), ...part }), replace: 'issue' in part || 'search' in part });
  };

  const open = rows.find((row) => row.is === 'issue' && row.issue.id === view.issue);
  const markedRows = rows.filter((row) => marked.has(keyOf(row)));
  const chosen = (): Target => {
    if (all) return everything(view, rows, total ?? rows.length);
    if (markedRows.length > 0) return chosenBy(markedRows, view, rows);
    return chosenBy(rows.slice(Math.max(active, 0), active + 1), view, rows);
  };
  const desk = useSteps(chosen, unmark);

  const show = (row: Row | undefined) => { if (row?.is === 'issue') change({ issue: row.issue.id }); };
  const enter = (index: number) => {
    const row = rows[index];
    if (row?.is === 'group') fold(row.group.value, !row.unfolded);
    else if (row?.is === 'more') change({ only: { ...view.only, ...onlyGroup(view, row.group.value) }, group: undefined, unfolded: [] });
    else show(row);
  };
  const fold = (value: string, unfold: boolean) => change({ unfolded: unfold ? [...view.unfolded, value] : view.unfolded.filter((other) => other !== value) });
  const foldActive = (unfold: boolean) => {
    const row = rows[active];
    if (row?.is === 'group' && row.unfolded !== unfold) fold(row.group.value, unfold);
  };
  useKeys([
    ...(may('issues.write') ? [{ keys: '*', says: 'Mark all that the filter leaves', group: 'Issues', run: () => { if ((total ?? 0) > 0) { clear(); setAll(!all); } } }] : []),
    { keys: 'Escape', when: () => view.issue === undefined && (all || marked.size > 0), run: unmark },
    { keys: 'ArrowRight', when: (event) => view.group !== undefined && onList(event), run: () => foldActive(true) },
    { keys: 'ArrowLeft', when: (event) => view.group !== undefined && onList(event), run: () => foldActive(false) },
  ]);

  return (
    <div className={s.page}>
      <IssuesHead />
      <IssueTabs view={view} onChange={change} />
      <IssueFilters view={view} onChange={change} />
      <div className={s.list}>
        <Grid
          key={view.group ?? 'issues'}
          label="Issues"
          columns={issueColumns}
          count={rows.length}
          rowAt={(index) => rows[index]}
          keyOf={keyOf}
          active={active}
          marked={all ? new Set(rows.map(keyOf)) : marked}
          onMark={may('issues.write') ? (index, range) => { setAll(false); mark(index, range); } : undefined}
          sorting={{ by: columnOf(view.sort), descending: view.sort !== 'due', onSort: (column) => change({ sort: sortOf[column] ?? 'priority' }) }}
          onActive={(index) => {
            setActive(index);
            if (view.issue !== undefined) show(rows[index]);
          }}
          onOpen={enter}
          onRange={onRange}
        >
          {error === null ? null : <Trouble error={error} again={again} />}
          {known && rows.length === 0 ? <NoIssues view={view} onClear={() => change({ traits: [], only: {}, search: '' })} /> : null}
        </Grid>
        {view.issue === undefined ? null : (
          <IssueDrawer
            key={view.issue}
            id={view.issue}
            known={open?.is === 'issue' ? open.issue : undefined}
            may={desk.may}
            busy={desk.busy}
            onStep={(step, issue) => desk.take(step, targetOf([issue]))}
            onClose={() => change({ issue: undefined })}
          />
        )}
      </div>
      <Foot
        tab={view.tab}
        total={total}
        marked={markedRows.length === 0 ? 0 : chosenBy(markedRows, view, rows).count}
        all={all}
        busy={desk.busy}
        may={(step) => desk.may(step) && offers(chosen(), step)}
        onStep={(step) => desk.take(step, chosen())}
        onUnmark={unmark}
        onShowAll={() => change({ tab: view.tab === 'resolved' ? 'resolved' : 'open', traits: [], only: {}, search: '' })}
      />
      {desk.dialog}
    </div>
  );
}

/** Of what is here, something that it can be done with; of what is not, nobody knows. */
const offers = ({ known, count }: Target, step: Step): boolean => known.length < count || known.some((issue) => steps[step].fits(issue));

/** Arrows that move between tabs or in a menu are theirs. */
const onList = (event: KeyboardEvent): boolean => !(event.target instanceof Element) || event.target.closest('aside, [role=tablist], [role=menu]') === null;
