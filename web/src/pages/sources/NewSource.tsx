import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Source, SourceToken } from '../../../../src/logs/contract.ts';
import { api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { sourcesQuery } from '../../api/sources.ts';
import { Button } from '../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input } from '../../ui/form/Field.tsx';
import { Dialog } from '../../ui/overlay/Dialog.tsx';
import { SetUp } from './SetUp.tsx';
import s from './Sources.module.css';

const named = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Registers a source, makes its token, and shows what to paste where. */
export function NewSource({ onClose, onDone }: { onClose: () => void; onDone: (name: string) => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const create = useMutation({
    mutationFn: async () => {
      const source = await api.post('/sources', Source, { name, description });
      return { source, token: await api.post(`/sources/${encodeURIComponent(source.name)}/tokens`, SourceToken) };
    },
    meta: { shown: true },
    onSettled: () => queries.invalidateQueries({ queryKey: sourcesQuery.queryKey }),
  });
  if (create.data !== undefined) {
    const { source, token } = create.data;
    return (
      <Dialog wide title={`Send to “${source.name}”`} onClose={() => onDone(source.name)}>
        <SetUp source={source.name} token={token.token} />
        <div className={s.line} style={{ paddingTop: 12 }}>
          <span className="quiet">Its first lines appear here and in Logs within a second.</span>
          <Button look="primary" onClick={() => onDone(source.name)}>Done</Button>
        </div>
      </Dialog>
    );
  }
  const malformed = name !== '' && !named.test(name);
  return (
    <Dialog title="Add a source" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); create.mutate(); }}>
        <Field label="Name" hint="Of the stream, as queries will say it: source:web-1" error={malformed ? '1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit' : create.error === null ? undefined : asProblem(create.error).message}>
          {(props) => <Input {...props} mono maxLength={64} value={name} onChange={(event) => setName(event.target.value.toLowerCase())} />}
        </Field>
        <Field label="What it is" hint="For whoever finds it silent at three in the morning.">
          {(props) => <Input {...props} maxLength={500} value={description} onChange={(event) => setDescription(event.target.value)} />}
        </Field>
        <FormEnd>
          <Button type="submit" look="primary" busy={create.isPending} disabled={!named.test(name)}>Add and show set-up</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
