import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ChangeEvent } from 'react';
import { asProblem } from '../../../api/problem.ts';
import { importPage, templatesQuery } from '../../../api/program.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Select, TextArea } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from './Edit.module.css';

/** A text for the editor, and what a person has to look at in it. */
export type Imported = { text: string; doubts: readonly { milestone: string; words: string }[] };

const MOST = 262_144;

/** Makes a program of a page of goals in Markdown: it is put into the editor, and nothing is saved. */
export function FromPage({ onImported, onClose }: { onImported: (imported: Imported) => void; onClose: () => void }) {
  const { data: templates = [] } = useQuery(templatesQuery);
  const [text, setText] = useState('');
  const [template, setTemplate] = useState('cloud-launch');
  const read = useMutation({ mutationFn: () => importPage({ text, template }), meta: { shown: true }, onSuccess: onImported });
  const take = (event: ChangeEvent<HTMLInputElement>) => { void event.target.files?.[0]?.text().then((of) => setText(of.slice(0, MOST))); };
  return (
    <Dialog wide title="Import a page of goals" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); read.mutate(); }}>
        <Field label="Markdown" hint="A heading for each goal, numbered milestones with releases in brackets, dependencies as bullets. What is struck through comes in as claimed, which opens nothing.">
          {(props) => <TextArea {...props} className={s.page} spellCheck={false} maxLength={MOST} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <Field label="Or a file">{(props) => <input {...props} className={s.file} type="file" accept=".md,.markdown,.txt,text/markdown,text/plain" onChange={take} />}</Field>
        <Field label="Milestones that speak of the same take ids and conditions of" hint={<Text value={templates.find(({ name }) => name === template)?.says ?? ''} />}>
          {(props) => <Select {...props} value={template} onChange={(event) => setTemplate(event.target.value)}>{templates.map(({ name }) => <option key={name} value={name}>{name}</option>)}</Select>}
        </Field>
        {read.error === null ? null : <Trouble error={asProblem(read.error)} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={read.isPending} disabled={text.trim() === ''}>Read it</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
