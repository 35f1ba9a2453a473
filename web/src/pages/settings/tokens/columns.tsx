import type { Token } from '../../../../../src/identity/contract.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { byText, type Column } from '../../../ui/grid/column.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';

export const tokenColumns = (onRevoke: ((token: Token) => void) | null): readonly Column<Token>[] => [
  { id: 'name', title: 'Name', width: 'minmax(120px, 1.2fr)', cell: ({ name }) => <Text value={name} />, order: byText(({ name }) => name) },
  { id: 'scopes', title: 'May', width: 'minmax(140px, 1.4fr)', cell: ({ scopes, source }) => <span className="mono">{scopes.join(', ')}{source === null ? null : <> → <Text value={source} /></>}</span> },
  { id: 'by', title: 'Made by', width: 'minmax(90px, 0.7fr)', cell: ({ createdBy }) => <Text value={createdBy} />, order: byText(({ createdBy }) => createdBy) },
  { id: 'used', title: 'Last used', width: '100px', align: 'end', cell: ({ lastUsedAt }) => <Ago at={lastUsedAt} />, order: byText(({ lastUsedAt }) => lastUsedAt ?? '') },
  { id: 'expires', title: 'Ends', width: '100px', align: 'end', cell: ({ expiresAt }) => (expiresAt === null ? <span className="quiet">never</span> : <Ago at={expiresAt} />), order: byText(({ expiresAt }) => expiresAt ?? '9') },
  ...(onRevoke === null ? [] : [{ id: 'acts', title: '', width: '84px', cell: (token: Token) => <Button look="bare" onClick={() => onRevoke(token)}>Revoke</Button> }]),
];
