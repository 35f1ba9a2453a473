import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type DragEvent } from 'react';
import { ImportAnswer } from '../../../../../src/detection/contract.ts';
import { api } from '../../../api/client.ts';
import { identitiesPages } from '../../../api/detection.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { FormEnd, TextArea } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { count } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from '../Detection.module.css';

const example = 'name,kind,accounts,departed_at,networks,hours\nAlice Berger,person,alice;alice@example.org,,10.20.0.0/16,Europe/Berlin 08:00-18:00 12345\ndeploy,service,deploy;ci-bot,,,';

/** Brings a list of people and services: dropped, chosen or pasted. */
export function ImportIdentities({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [over, setOver] = useState(false);
  const bring = useMutation({
    mutationFn: () => api.post('/identities/import', ImportAnswer, text),
    meta: { shown: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: identitiesPages.queryKey }),
  });
  const read = async (file: File | undefined) => { if (file !== undefined) setText(await file.text()); };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  };
  return (
    <Dialog wide title="Import people and services" onClose={onClose}>
      <div className={s.drop} data-over={over} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <span className="quiet">Drop a CSV file here, paste its lines, or <label><u>choose a file</u><input className="unseen" type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void read(event.target.files?.[0])} /></label>. Several accounts or networks in one cell stand with ; between them.</span>
        <TextArea aria-label="Lines of CSV" className="mono" rows={8} placeholder={example} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
      </div>
      {bring.error === null ? null : <Trouble error={bring.error} />}
      {bring.data === undefined ? null : <Imported answer={bring.data} />}
      <div style={{ paddingTop: 12 }}>
        <FormEnd>
          <Button look="primary" busy={bring.isPending} disabled={text.trim() === ''} onClick={() => bring.mutate()}>Import</Button>
          <Button onClick={onClose}>{bring.data === undefined ? 'Cancel' : 'Done'}</Button>
        </FormEnd>
      </div>
    </Dialog>
  );
}

const Imported = ({ answer: { created, updated, unchanged, rejected } }: { answer: ReturnType<typeof ImportAnswer.parse> }) => (
  <div role="status" style={{ paddingTop: 12 }}>
    <p>{count(created)} added, {count(updated)} changed, {count(unchanged)} as they were{rejected.length === 0 ? '.' : `, ${count(rejected.length)} not taken:`}</p>
    <ul>{rejected.map(({ line, reason }) => <li key={line}>Line {line}: <Text value={reason} /></li>)}</ul>
  </div>
);
