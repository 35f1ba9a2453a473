import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { programTextQuery } from '../../../api/program.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { ProgramFrame } from '../ProgramFrame.tsx';
import { Editor } from './Editor.tsx';
import { FromPage, type Imported } from './FromPage.tsx';
import { FromTemplate } from './FromTemplate.tsx';

const route = getRouteApi('/house/program/edit');

/** The program as it is written, and where another comes from. Whoever may only read sees it and changes nothing. */
export function EditPage() {
  const may = useMay();
  const { line } = route.useSearch();
  const { data, error, refetch } = useQuery(programTextQuery);
  const [from, setFrom] = useState<'page' | 'template'>();
  // Another text that is put into the editor, and not saved.
  const [given, setGiven] = useState<Imported & { version: number }>();
  const put = (imported: Imported) => { setGiven({ ...imported, version: (given?.version ?? 0) + 1 }); setFrom(undefined); };
  const writes = may('program.write');
  return (
    <ProgramFrame
      title="program.yaml"
      note={data === undefined ? undefined : data.version === 0 ? 'as Glacis comes: not saved yet' : `version ${data.version}`}
      actions={writes ? (
        <>
          <Button icon="upload" onClick={() => setFrom('page')}>Import a page of goals</Button>
          <Button onClick={() => setFrom('template')}>Begin with a template</Button>
        </>
      ) : null}
    >
      {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
      {data === undefined ? null : <Editor key={`${data.version} ${given?.version ?? 0}`} saved={data.text} begun={given?.text ?? data.text} doubts={given?.doubts ?? []} line={line === undefined ? undefined : Number(line)} writes={writes} onSaved={() => setGiven(undefined)} />}
      {from === 'page' ? <FromPage onImported={put} onClose={() => setFrom(undefined)} /> : null}
      {from === 'template' ? <FromTemplate onChosen={(text) => put({ text, doubts: [] })} onClose={() => setFrom(undefined)} /> : null}
    </ProgramFrame>
  );
}
