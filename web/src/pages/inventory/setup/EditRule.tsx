import { useState } from 'react';
import { AssetKind, type OwnerRule } from '../../../../../src/inventory/contract.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { kindNames } from '../../../ui/state/AssetKind.tsx';
import { draftOfRule, ruleOf, type RuleDraft } from './ruleDraft.ts';
import s from '../../settings/Settings.module.css';

type Props = { rule: OwnerRule | undefined; busy: boolean; onSave: (rule: OwnerRule) => void; onClose: () => void };

/** One rule: what it fits, and what it says of that. */
export function EditRule({ rule, busy, onSave, onClose }: Props) {
  const [draft, setDraft] = useState(() => draftOfRule(rule));
  const set = (part: Partial<RuleDraft>) => setDraft((old) => ({ ...old, ...part }));
  const typed = ruleOf(draft);
  const text = (name: keyof RuleDraft, most: number) => ({ maxLength: most, value: draft[name], onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }) });
  return (
    <Dialog title={rule === undefined ? 'Add a rule' : 'Edit the rule'} onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); if (typed !== undefined) onSave(typed); }}>
        <Field label="Name" hint="Assets say by which rule they were named.">{(props) => <Input {...props} {...text('name', 100)} />}</Field>
        <Field label="Fits names like" hint={<>Over the whole name, or of an image its repository; <code>*</code> stands for anything.</>}>{(props) => <Input {...props} mono placeholder="registry.example/shop/*" {...text('match', 300)} />}</Field>
        <div className={s.pair}>
          <Field label="Of kind">
            {(props) => <Select {...props} value={draft.kind} onChange={(event) => set({ kind: event.target.value })}><option value="">Every kind</option>{AssetKind.options.map((kind) => <option key={kind} value={kind}>{kindNames[kind]}</option>)}</Select>}
          </Field>
          <Field label="Running in namespace" hint="Empty: wherever.">{(props) => <Input {...props} mono placeholder="shop-*" {...text('namespace', 200)} />}</Field>
          <Field label="Owner">{(props) => <Input {...props} {...text('owner', 100)} />}</Field>
          <Field label="Environment">{(props) => <Input {...props} {...text('environment', 100)} />}</Field>
        </div>
        <Field label="Strangers on the internet can reach it">
          {(props) => <Select {...props} value={draft.internetFacing} onChange={(event) => set({ internetFacing: event.target.value })}><option value="">The rule does not say</option><option value="yes">Yes</option><option value="no">No</option></Select>}
        </Field>
        <FormEnd>
          <Button type="submit" look="primary" busy={busy} disabled={typed === undefined}>Save</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
