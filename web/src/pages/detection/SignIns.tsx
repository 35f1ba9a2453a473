import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { signInsPages } from '../../api/detection.ts';
import { useMay } from '../../app/session.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { useActive } from '../../ui/grid/active.ts';
import { Grid } from '../../ui/grid/Grid.tsx';
import { useKeys } from '../../ui/keys.ts';
import { PageHead } from '../../ui/PageHead.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { windowOf } from '../../ui/time/range.ts';
import { RangePicker } from '../../ui/time/RangePicker.tsx';
import { Trouble } from '../../ui/Trouble.tsx';
import { signInColumns } from './columns.tsx';
import { SignInDrawer } from './SignInDrawer.tsx';
import { useReview } from './useReview.ts';
import { readSignInsView, signInsFilter, writeSignInsView, type SignInsView } from './view.ts';
import s from './Detection.module.css';

const route = getRouteApi('/house/sign-ins');

const tabs = [{ id: 'to-review', title: 'To review' }, { id: 'unexpected', title: 'Unexpected' }, { id: 'expected', title: 'Expected' }, { id: 'all', title: 'All' }] as const;

/** Who signed in to which product, and whether that was meant. */
export function SignIns() {
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = useMemo(() => readSignInsView(search), [search]);
  const change = (part: Partial<SignInsView>) => void navigate({ search: (old) => writeSignInsView({ ...readSignInsView(old), ...part }), replace: 'signIn' in part });
  const [at] = useState(Date.now);
  const rangeKey = JSON.stringify(view.range);
  const found = useInfiniteQuery(signInsPages({ ...signInsFilter(view), ...windowOf(view.range, at) }));
  const signIns = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const [active, setActive] = useActive(signIns, ({ id }) => id);
  const review = useReview();
  const judge = (verdict: 'confirmed' | 'alerted') => {
    const signIn = signIns[active];
    if (signIn !== undefined) review.mutate({ id: signIn.id, verdict, note: '' });
  };
  useKeys(may('signins.write') ? [
    { keys: 'c', says: 'Confirm: it was meant', run: () => judge('confirmed') },
    { keys: 'm', says: 'Make an alert of it', run: () => judge('alerted') },
  ] : []);
  const show = (index: number) => change({ signIn: signIns[index]?.id });
  const open = signIns.find(({ id }) => id === view.signIn);

  return (
    <div className={s.page}>
      <PageHead title="Sign-ins">
        {view.account === undefined ? null : <Button icon="close" onClick={() => change({ account: undefined })}>{view.account}</Button>}
        <Link to="/identities" className={s.link}>People and services</Link>
        <RangePicker range={view.range} onRange={(range) => change({ range })} />
      </PageHead>
      <Tabs label="Which sign-ins" tabs={tabs} chosen={view.show} onChoose={(next) => change({ show: next, signIn: undefined })} />
      <div className={s.list}>
        <Grid
          key={`${view.show} ${rangeKey}`}
          label="Sign-ins"
          columns={signInColumns}
          count={signIns.length}
          rowAt={(index) => signIns[index]}
          keyOf={({ id }) => id}
          active={active}
          onActive={(index) => {
            setActive(index);
            if (view.signIn !== undefined) show(index);
          }}
          onOpen={show}
          onRange={(_, last) => { if (last >= signIns.length - 20 && found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
        >
          {found.error === null ? null : <Trouble error={found.error} again={() => void found.refetch()} />}
          {found.isSuccess && signIns.length === 0 ? <NoSignIns show={view.show} /> : null}
        </Grid>
        {open === undefined ? null : <SignInDrawer key={open.id} signIn={open} onAccount={(account) => change({ account, show: 'all', signIn: undefined })} onClose={() => change({ signIn: undefined })} />}
      </div>
    </div>
  );
}

const NoSignIns = ({ show }: { show: SignInsView['show'] }) =>
  show === 'to-review' ? (
    <Empty title="Nothing to review">
      <p>Every successful sign-in of every product is judged here: whose account it is, from where, by what means, and after what. Those that fit nobody wait for a person.</p>
      <Link to="/identities">Say who works here, and with which accounts</Link>
    </Empty>
  ) : <Empty title="No sign-in matches">Sign-ins appear here when a source that tells of them is connected.</Empty>;
