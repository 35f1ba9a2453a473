import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { OwnerRules, type OwnerRule } from '../../../../../src/inventory/contract.ts';
import { api } from '../../../api/client.ts';
import { ownerRulesQuery } from '../../../api/inventory.ts';
import { useMay } from '../../../app/session.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button, IconButton } from '../../../ui/form/Button.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { PageHead } from '../../../ui/PageHead.tsx';
import { kindNames } from '../../../ui/state/AssetKind.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { EditRule } from './EditRule.tsx';
import { moved } from './ruleDraft.ts';
import s from './Setup.module.css';

/** Who answers for what: the first rule that fits an asset names its owner and environment. */
export function Owners() {
  const may = useMay();
  const queries = useQueryClient();
  const { data: rules = [], error, isSuccess } = useQuery(ownerRulesQuery);
  /** The rule that is being edited, by place; the length of the list for a new one. */
  const [editing, setEditing] = useState<number>();
  const save = useMutation({
    mutationFn: (next: readonly OwnerRule[]) => api.put('/owner-rules', OwnerRules, { rules: next }),
    onSuccess: () => { setEditing(undefined); done('Saved. Assets are named anew.'); },
    onSettled: () => Promise.all([['owner-rules'], ['assets'], ['issues']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  const writes = may('assets.write');
  const add = () => setEditing(rules.length);
  return (
    <>
      <PageHead title="Owners" note={isSuccess ? countOf(rules.length, 'rule') : undefined}>{writes ? <Button icon="plus" onClick={add}>Add a rule</Button> : null}</PageHead>
      <div className={s.scroll}>
        {error === null ? null : <Trouble error={error} />}
        {isSuccess && rules.length === 0 ? (
          <Empty title="Nobody answers for anything yet">
            <p>A rule names the team and environment of assets by their name: <code>registry.example/shop/*</code> belongs to payments. The first that fits counts. What a person says of an asset stands against every rule.</p>
            {writes ? <Button look="primary" icon="plus" onClick={add}>Add a rule</Button> : null}
          </Empty>
        ) : null}
        {rules.length === 0 ? null : (
          <table className={s.table}>
            <caption>The first rule that fits an asset names it. What a person says of an asset stands against every rule.</caption>
            <thead><tr><th scope="col" className="number">#</th><th scope="col">Rule</th><th scope="col">Fits</th><th scope="col">Owner</th><th scope="col">Environment</th><th scope="col">Internet</th>{writes ? <th scope="col"><span className="unseen">Change</span></th> : null}</tr></thead>
            <tbody>
              {rules.map((rule, index) => (
                <tr key={index}>
                  <td className="number quiet">{index + 1}</td>
                  <td><Text value={rule.name} /></td>
                  <td><span className="mono"><Text value={rule.match} /></span><span className="quiet">{rule.kind === null ? '' : ` ${kindNames[rule.kind].toLowerCase()}s only`.replace('ys only', 'ies only')}{rule.namespace === null ? null : <> in namespace <span className="mono"><Text value={rule.namespace} /></span></>}</span></td>
                  <td>{rule.owner === null ? <span className="quiet">–</span> : <Text value={rule.owner} />}</td>
                  <td>{rule.environment === null ? <span className="quiet">–</span> : <Text value={rule.environment} />}</td>
                  <td>{rule.internetFacing === null ? <span className="quiet">–</span> : rule.internetFacing ? 'reaches it' : 'does not'}</td>
                  {writes ? (
                    <td className={s.acts}>
                      <IconButton icon="up" label={`Move “${rule.name}” up`} disabled={index === 0 || save.isPending} onClick={() => save.mutate(moved(rules, index, -1))} />
                      <IconButton icon="down" label={`Move “${rule.name}” down`} disabled={index === rules.length - 1 || save.isPending} onClick={() => save.mutate(moved(rules, index, 1))} />
                      <Button look="bare" onClick={() => setEditing(index)}>Edit</Button>
                      <IconButton icon="close" label={`Remove “${rule.name}”`} disabled={save.isPending} onClick={() => save.mutate(rules.toSpliced(index, 1))} />
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {editing === undefined ? null : <EditRule rule={rules[editing]} busy={save.isPending} onSave={(rule) => save.mutate(rules.toSpliced(editing, 1, rule))} onClose={() => setEditing(undefined)} />}
    </>
  );
}
