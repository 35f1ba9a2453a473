import type { ImportAnswer } from '../../../../../src/detection/contract.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { count } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';

/** What became of a list, or why it was not taken. */
export function Imported({ answer, error }: { answer: ImportAnswer | undefined; error: Error | null }) {
  if (error !== null) return <Trouble error={error} />;
  if (answer === undefined) return null;
  const { created, updated, unchanged, rejected } = answer;
  return (
    <div role="status" style={{ paddingTop: 12 }}>
      <p>{count(created)} added, {count(updated)} changed, {count(unchanged)} as they were{rejected.length === 0 ? '.' : `, ${count(rejected.length)} not taken:`}</p>
      <ul>{rejected.map(({ line, reason }) => <li key={`${line} ${reason}`}>Line {line}: <Text value={reason} /></li>)}</ul>
    </div>
  );
}
