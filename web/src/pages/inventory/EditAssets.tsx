import { useState } from 'react';
import { Label, type AssetDetail, type ChangeAsset } from '../../../../src/inventory/contract.ts';
import { Button } from '../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select, TextArea } from '../../ui/form/Field.tsx';
import { Dialog } from '../../ui/overlay/Dialog.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import { changeOf, draftOf, type Draft } from './draft.ts';
import { useChangeAssets } from './useChangeAssets.ts';

type Props = { ids: readonly string[]; /** The asset, where it is only one: its values are shown. */ asset?: AssetDetail; onClose: () => void; onDone?: () => void };

/** Says who answers for assets, where they run and who reaches them. */
export function EditAssets({ ids, asset, onClose, onDone }: Props) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(asset));
  const changing = useChangeAssets();
  const set = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const change: ChangeAsset = changeOf(draft, asset);
  const wrong = (name: 'owner' | 'environment') => (draft[name].trim() === '' || Label.safeParse(draft[name].trim()).success ? undefined : '1 to 100 letters, digits, spaces and ._/@-');
  const keeps = asset === undefined ? 'Empty: as each has it.' : 'Empty: as the rules of Settings, Owners say.';
  return (
    <Dialog title={asset === undefined ? `Set for ${countOf(ids.length, 'asset')}` : 'Edit the asset'} onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); changing.mutate({ ids, change }, { onSuccess: () => { onDone?.(); onClose(); } }); }}>
        <Field label="Owner" hint={`The team that answers for it. ${keeps}`} error={wrong('owner')}>{(props) => <Input {...props} maxLength={100} value={draft.owner} onChange={(event) => set({ owner: event.target.value })} />}</Field>
        <Field label="Environment" hint="production, staging, …" error={wrong('environment')}>{(props) => <Input {...props} maxLength={100} value={draft.environment} onChange={(event) => set({ environment: event.target.value })} />}</Field>
        <Field label="Strangers on the internet can reach it" hint="It counts in the priority of its issues.">
          {(props) => (
            <Select {...props} value={draft.internetFacing} onChange={(event) => set({ internetFacing: event.target.value === 'yes' ? 'yes' : event.target.value === 'no' ? 'no' : 'same' })}>
              {asset === undefined ? <option value="same">As each has it</option> : null}
              <option value="yes">Yes</option>
              <option value="no">No</option>
            </Select>
          )}
        </Field>
        {asset === undefined ? null : <Field label="Note">{(props) => <TextArea {...props} rows={3} maxLength={4_000} value={draft.note} onChange={(event) => set({ note: event.target.value })} />}</Field>}
        <FormEnd>
          <Button type="submit" look="primary" busy={changing.isPending} disabled={Object.keys(change).length === 0 || wrong('owner') !== undefined || wrong('environment') !== undefined}>Save</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
