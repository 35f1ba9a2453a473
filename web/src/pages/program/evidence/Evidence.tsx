import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { claimsQuery, evidenceKeysQuery, factsQuery } from '../../../api/program.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Tabs } from '../../../ui/Tabs.tsx';
import { brief } from '../../../ui/text/numbers.ts';
import { ProgramFrame } from '../ProgramFrame.tsx';
import { Claims } from './Claims.tsx';
import { FactsList } from './FactsList.tsx';
import { Keys } from './Keys.tsx';
import { AddKey } from './AddKey.tsx';
import { SayFact } from './SayFact.tsx';
import { readEvidenceView, writeEvidenceView, type EvidenceView } from './view.ts';
import s from './Evidence.module.css';

const route = getRouteApi('/house/program/evidence');

/** What the program is judged by: every fact as it stands, what people said, and whose statements are believed. */
export function EvidencePage() {
  const may = useMay();
  const view = readEvidenceView(route.useSearch());
  const navigate = route.useNavigate();
  const change = (part: Partial<EvidenceView>) => void navigate({ search: writeEvidenceView({ ...view, ...part }), replace: true });
  const facts = useQuery(factsQuery);
  const claims = useQuery(claimsQuery);
  const keys = useQuery(evidenceKeysQuery);
  const waiting = claims.data?.filter(({ confirmedBy }) => confirmedBy === null).length ?? 0;
  const unknown = facts.data?.filter(({ known }) => !known).length;
  return (
    <ProgramFrame
      title="Evidence"
      note={unknown === undefined ? undefined : unknown === 0 ? 'every fact is known' : `${unknown} of ${facts.data?.length} facts are not known, and what is not known opens no gate`}
      actions={(
        <>
          {may('evidence.write') ? <Button onClick={() => change({ doing: 'say' })}>Say what a fact is</Button> : null}
          {may('program.write') ? <Button icon="plus" onClick={() => change({ doing: 'key' })}>Add a key</Button> : null}
        </>
      )}
    >
      <div className={s.page}>
        <div className={s.tabs}>
          <Tabs
            label="Evidence"
            chosen={view.show}
            onChoose={(show) => change({ show })}
            tabs={[
              { id: 'facts', title: <>Facts <span className="quiet">{brief(facts.data?.length ?? 0)}</span></> },
              { id: 'claims', title: <>Said by people <span className="quiet">{waiting === 0 ? brief(claims.data?.length ?? 0) : `${waiting} to confirm`}</span></> },
              { id: 'keys', title: <>Keys <span className="quiet">{brief(keys.data?.length ?? 0)}</span></> },
            ]}
          />
        </div>
        <div className={s.list}>
          {view.show === 'facts' ? <FactsList facts={facts.data ?? []} error={facts.error} view={view} onChange={change} /> : null}
          {view.show === 'claims' ? <Claims claims={claims.data} error={claims.error} /> : null}
          {view.show === 'keys' ? <Keys keys={keys.data} error={keys.error} /> : null}
        </div>
      </div>
      {view.doing === 'say' && may('evidence.write') && facts.data !== undefined ? <SayFact facts={facts.data} first={view.fact} onClose={() => change({ doing: undefined })} onDone={() => change({ doing: undefined, show: 'claims' })} /> : null}
      {view.doing === 'key' && may('program.write') && facts.data !== undefined ? <AddKey facts={facts.data} onClose={() => change({ doing: undefined })} onDone={() => change({ doing: undefined, show: 'keys' })} /> : null}
    </ProgramFrame>
  );
}
