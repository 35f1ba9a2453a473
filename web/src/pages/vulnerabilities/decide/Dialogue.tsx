import { useState, type ReactNode } from 'react';
import type { Action } from '../../../../../src/vulnerabilities/contract.ts';
import { asProblem } from '../../../api/problem.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Check, Form, FormEnd } from '../../../ui/form/Field.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { About } from './About.tsx';
import type { Target } from './target.ts';
import { useDecide } from './useDecide.ts';
import s from './Decide.module.css';

type Props = {
  title: string;
  verb: string;
  target: Target;
  /** The decision as it is written so far; undefined while something is missing. */
  action: Action | undefined;
  /** What it takes until it holds; empty where it holds at once. */
  approval?: string;
  onClose: () => void;
  /** It was decided. */
  onDone: () => void;
  children: ReactNode;
};

const MOST = 10_000;

/** The frame of every decision: what it is about, its fields, and what came of it. Ctrl-Enter decides from any field. */
export function Dialogue({ title, verb, target, action, approval = '', onClose, onDone, children }: Props) {
  const deciding = useDecide({ shown: true });
  const submit = () => { if (action !== undefined && !deciding.isPending) deciding.mutate({ action, target }, { onSuccess: () => { onDone(); onClose(); } }); };
  return (
    <Dialog wide title={title} onClose={onClose}>
      <About target={target} />
      <Form
        onSubmit={(event) => { event.preventDefault(); submit(); }}
        onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit(); } }}
      >
        {children}
        {approval === '' ? null : <p className={s.approval}><Icon name="user" />{approval}</p>}
        {target.count > MOST ? <p className={s.approval}><Icon name="warning" />That is more than can be decided at once: the first {MOST.toLocaleString('en-US')} are.</p> : null}
        {deciding.error === null ? null : <Trouble error={asProblem(deciding.error)} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={deciding.isPending} disabled={action === undefined}>{verb}</Button>
          <Button onClick={onClose}>Cancel</Button>
          <span className={s.keys}><Kbd keys="mod+Enter" /></span>
        </FormEnd>
      </Form>
    </Dialog>
  );
}

/** Which places a decision is about: those that are known, or new ones of other assets, too. */
export function useScope(): ['known' | 'everywhere', ReactNode] {
  const [everywhere, setEverywhere] = useState(false);
  return [
    everywhere ? 'everywhere' : 'known',
    <Check key="scope" label="Also wherever else it comes up" hint="Otherwise it covers where it is now, and later versions of the same images. Another host opens it again." checked={everywhere} onChange={(event) => setEverywhere(event.target.checked)} />,
  ];
}
