import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { isBuiltIn, OWN_SOURCE, Source } from '../../../../src/logs/contract.ts';
import { Nothing, api } from '../../api/client.ts';
import { completionsQuery } from '../../api/events.ts';
import { asProblem } from '../../api/problem.ts';
import { sourcesQuery } from '../../api/sources.ts';
import { Button } from '../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input } from '../../ui/form/Field.tsx';
import { Confirm } from '../../ui/overlay/Confirm.tsx';
import { done } from '../../ui/overlay/toasts.ts';
import { Trouble } from '../../ui/Trouble.tsx';
import s from './Sources.module.css';

const numberOr = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** How lines of a source are read, how long they are kept, and when somebody is told. */
export function SourceSettingsForm({ source, onDeleted }: { source: Source; onDeleted: () => void }) {
  const id = useId();
  const queries = useQueryClient();
  const { data: formats = [] } = useQuery(completionsQuery('format', ''));
  const [draft, setDraft] = useState({
    description: source.description,
    format: source.format ?? '',
    timeZone: source.timeZone,
    retentionDays: String(source.retentionDays),
    silentAfterMinutes: source.silentAfterMinutes === null ? '' : String(source.silentAfterMinutes),
    unparsedPercent: source.unparsedShare === null ? '' : String(Math.round(source.unparsedShare * 100)),
  });
  const [deleting, setDeleting] = useState(false);
  const set = (part: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...part }));
  const own = source.name === OWN_SOURCE;
  const path = `/sources/${encodeURIComponent(source.name)}`;
  const again = () => queries.invalidateQueries({ queryKey: sourcesQuery.queryKey });
  const save = useMutation({
    mutationFn: () => {
      const percent = numberOr(draft.unparsedPercent);
      return api.patch(path, Source, {
        description: draft.description, timeZone: draft.timeZone,
        ...(own ? {} : { format: draft.format.trim() || null, retentionDays: Number(draft.retentionDays) }),
        silentAfterMinutes: numberOr(draft.silentAfterMinutes), unparsedShare: percent === null ? null : percent / 100,
      });
    },
    meta: { shown: true },
    onSuccess: async () => { await again(); done('Saved.'); },
  });
  const remove = useMutation({ mutationFn: () => api.delete(`${path}?force=true`, Nothing), onSuccess: async () => { await again(); onDeleted(); } });
  const wrong = save.error === null ? null : asProblem(save.error);

  return (
    <section className={s.section}>
      <Form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Field label="What it is">{(props) => <Input {...props} maxLength={500} value={draft.description} onChange={(event) => set({ description: event.target.value })} />}</Field>
        <div className={s.pair}>
          {own ? null : (
            <Field label="Format" hint="Empty: recognised line by line.">
              {(props) => <Input {...props} mono list={`${id}-formats`} maxLength={64} value={draft.format} onChange={(event) => set({ format: event.target.value })} />}
            </Field>
          )}
          <Field label="Times without a zone are in">
            {(props) => <Input {...props} list={`${id}-zones`} maxLength={64} value={draft.timeZone} onChange={(event) => set({ timeZone: event.target.value })} />}
          </Field>
          {own ? null : (
            <Field label="Keep for (days)" hint="Holds for what is received from now on.">
              {(props) => <Input {...props} type="number" min={1} max={3650} value={draft.retentionDays} onChange={(event) => set({ retentionDays: event.target.value })} />}
            </Field>
          )}
          <Field label="Alert when silent for (minutes)" hint="Empty: never.">
            {(props) => <Input {...props} type="number" min={1} max={43200} value={draft.silentAfterMinutes} onChange={(event) => set({ silentAfterMinutes: event.target.value })} />}
          </Field>
          <Field label="Alert when not understood (%)" hint="Of the lines of ten minutes. Empty: never.">
            {(props) => <Input {...props} type="number" min={1} max={100} value={draft.unparsedPercent} onChange={(event) => set({ unparsedPercent: event.target.value })} />}
          </Field>
        </div>
        <datalist id={`${id}-formats`}>{formats.map(({ value }) => <option key={value} value={value} />)}</datalist>
        <datalist id={`${id}-zones`}>{Intl.supportedValuesOf('timeZone').map((zone) => <option key={zone} value={zone} />)}</datalist>
        {wrong === null ? null : <Trouble error={wrong} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={save.isPending}>Save</Button>
          {isBuiltIn(source.name) ? null : <Button look="danger" onClick={() => setDeleting(true)}>Delete the source…</Button>}
        </FormEnd>
      </Form>
      {deleting ? (
        <Confirm title={`Delete “${source.name}”?`} verb="Delete" busy={remove.isPending} onConfirm={() => remove.mutate()} onClose={() => setDeleting(false)}>
          Its tokens and certificates stop working at once. Events that it sent stay until their retention ends.
        </Confirm>
      ) : null}
    </section>
  );
}
