import { useState, type DragEvent } from 'react';
import { Button } from '../../../ui/form/Button.tsx';
import { FormEnd, TextArea } from '../../../ui/form/Field.tsx';
import { Imported } from './Imported.tsx';
import { useImport } from './useImport.ts';
import s from '../Detection.module.css';

const example = 'name,kind,accounts,departed_at,networks,hours\nAlice Berger,person,alice;alice@example.org,,10.20.0.0/16,Europe/Berlin 08:00-18:00 12345\ndeploy,service,deploy;ci-bot,,,';

/** A list that is dropped, chosen or pasted. */
export function FromCsv() {
  const [text, setText] = useState('');
  const [over, setOver] = useState(false);
  const bring = useImport();
  const read = async (file: File | undefined) => { if (file !== undefined) setText(await file.text()); };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  };
  return (
    <>
      <div className={s.drop} data-over={over} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <label className="quiet">Drop a file here, paste its lines, or choose a file: <input type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void read(event.target.files?.[0])} /></label>
        <TextArea aria-label="Lines of CSV" className="mono" rows={8} placeholder={example} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
        <span className="quiet">The first line names the columns; several accounts or networks in one cell stand with ; between them. Who is known already is brought up to date.</span>
      </div>
      <Imported answer={bring.data} error={bring.error} />
      <div style={{ paddingTop: 12 }}><FormEnd><Button look="primary" busy={bring.isPending} disabled={text.trim() === ''} onClick={() => bring.mutate({ csv: text })}>Import</Button></FormEnd></div>
    </>
  );
}
