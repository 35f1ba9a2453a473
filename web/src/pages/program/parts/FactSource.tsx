import type { FactState } from '../../../../../src/program/contract.ts';
import { Text } from '../../../ui/text/Text.tsx';

/** Who says so: measured by Glacis, in a statement with a key, or two people. */
export function FactSource({ fact: { from, by } }: { fact: Pick<FactState, 'from' | 'by'> }) {
  switch (from) {
    case 'measured': return <>measured</>;
    case 'statement': return <span title={by.join('\n')}>signed with <code><Text value={by.map((key) => key.slice(0, 8)).join(', ') || 'no known key'} /></code></span>;
    case 'people': return <>said by <Text value={by.join(' and ')} /></>;
    default: return null;
  }
}
