import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProgramProposal } from '../../../../../src/program/contract.ts';
import { approveProposal, endProposal, programKey, proposalsQuery } from '../../../api/program.ts';
import { useMe } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import s from './Edit.module.css';

/** Programs that ask less of a gate than the one that holds, and wait for a second person. */
export function Proposals({ writes, onLook }: { writes: boolean; onLook: (text: string) => void }) {
  const { data: proposals = [] } = useQuery(proposalsQuery);
  return proposals.map((proposal) => <Proposal key={proposal.id} proposal={proposal} writes={writes} onLook={onLook} />);
}

function Proposal({ proposal: { id, text, loosened, by, at }, writes, onLook }: { proposal: ProgramProposal; writes: boolean; onLook: (text: string) => void }) {
  const me = useMe();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: programKey });
  const approve = useMutation({ mutationFn: () => approveProposal(id), onSuccess: ({ version }) => done(`Version ${version} holds.`), onSettled });
  const end = useMutation({ mutationFn: () => endProposal(id), onSuccess: () => done('Taken back.'), onSettled });
  return (
    <article className={s.proposal} aria-label="A program that waits for a second person">
      <b>Waits for a second person</b>
      <span className="quiet">Proposed by <Text value={by} />, <Ago at={at} />. It asks less:</span>
      <ul>{loosened.map(({ gate, title, conditions }) => <li key={gate}><Text value={title} />: <code><Text value={conditions.join(', ')} /></code></li>)}</ul>
      {writes ? (
        <div>
          {by === me.email ? null : <Button look="primary" busy={approve.isPending} onClick={() => approve.mutate()}>Approve</Button>}
          <Button onClick={() => onLook(text)}>Look at it</Button>
          <Button busy={end.isPending} onClick={() => end.mutate()}>Take back</Button>
        </div>
      ) : null}
    </article>
  );
}
