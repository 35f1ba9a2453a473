import { createContext, useContext, type ReactNode } from 'react';
import type { Me } from '../../../src/identity/contract.ts';

const Session = createContext<Me | null>(null);

/** Whose session it is, for everything below. */
export const SessionOf = ({ me, children }: { me: Me; children: ReactNode }) => <Session value={me}>{children}</Session>;

/** Who is signed in. */
export function useMe(): Me {
  const me = useContext(Session);
  if (me === null) throw new Error('This is shown to people who are signed in only.');
  return me;
}

/** Says whether the one signed in may do something, so that nothing is offered that would be refused. */
export function useMay(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
