import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { SavedSearch } from '../../../../../src/logs/contract.ts';
import { api } from '../../../api/client.ts';
import { savedSearchesQuery } from '../../../api/events.ts';
import { asProblem } from '../../../api/problem.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Check, Field, Form, FormEnd, Input } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import type { LogsView } from '../view.ts';

/** Keeps the query, its relative time and its columns under a name. */
export function SaveSearch({ view, onClose }: { view: LogsView; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => api.post('/saved-searches', SavedSearch, { name, query: view.query, range: view.range.kind === 'last' ? view.range.span : null, columns: view.columns, shared }),
    meta: { shown: true },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: savedSearchesQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog title="Keep this search" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Field label="Name" error={save.error === null ? undefined : asProblem(save.error).message}>
          {(props) => <Input {...props} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Check label="Everybody may use it" checked={shared} onChange={(event) => setShared(event.target.checked)} />
        <FormEnd>
          <Button type="submit" look="primary" busy={save.isPending} disabled={name.trim() === ''}>Keep</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
