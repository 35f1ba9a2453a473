import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FactAnswer } from '../../../../../src/program/contract.ts';
import { asProblem } from '../../../api/problem.ts';
import { addEvidenceKey, programKey } from '../../../api/program.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Check, Field, Form, FormEnd, Input, TextArea } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from './Evidence.module.css';

/** Another key to believe, of some facts. */
export function AddKey({ facts, onClose, onDone }: { facts: readonly FactAnswer[]; onClose: () => void; onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [publicKey, setPublicKey] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const add = useMutation({ mutationFn: () => addEvidenceKey({ name: name.trim(), publicKey, facts: chosen }), meta: { shown: true }, onSuccess: onDone, onSettled: () => queries.invalidateQueries({ queryKey: programKey }) });
  return (
    <Dialog wide title="Add a key whose statements are believed" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); add.mutate(); }}>
        <Field label="Name" hint="What signs with it.">{(props) => <Input {...props} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label="Public key" hint="PEM, of Ed25519, ECDSA or RSA.">{(props) => <TextArea {...props} className={s.pem} spellCheck={false} maxLength={10_000} placeholder="-----BEGIN PUBLIC KEY-----" value={publicKey} onChange={(event) => setPublicKey(event.target.value)} />}</Field>
        <div className={s.choose} role="group" aria-label="Facts of which it is believed" tabIndex={0}>
          {facts.filter(({ measured }) => !measured).map(({ id, meaning }) => (
            <Check key={id} title={meaning} label={<code>{id}</code>} checked={chosen.includes(id)} onChange={(event) => setChosen(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))} />
          ))}
        </div>
        {add.error === null ? null : <Trouble error={asProblem(add.error)} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={add.isPending} disabled={name.trim() === '' || publicKey.trim() === '' || chosen.length === 0}>Add it</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
