import { useQuery } from '@tanstack/react-query';
import { templatesQuery } from '../../../api/program.ts';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from './Edit.module.css';

/** Programs to begin with: one is put into the editor, and nothing is saved. */
export function FromTemplate({ onChosen, onClose }: { onChosen: (text: string) => void; onClose: () => void }) {
  const { data: templates = [], error } = useQuery(templatesQuery);
  return (
    <Dialog title="Begin with a template" onClose={onClose}>
      {error === null ? null : <Trouble error={error} />}
      <p className="quiet" style={{ paddingBottom: 8 }}>It takes the place of the text in the editor; what holds stays until you save.</p>
      <ul className={s.templates}>
        {templates.map(({ name, says, text }) => <li key={name}><button type="button" onClick={() => onChosen(text)}><b><Text value={name} /></b><span className="quiet"><Text value={says} /></span></button></li>)}
      </ul>
    </Dialog>
  );
}
