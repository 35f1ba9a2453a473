import { Role, type Person } from '../../../../../src/identity/contract.ts';
import { IconButton } from '../../../ui/form/Button.tsx';
import { byText, type Column } from '../../../ui/grid/column.ts';
import { Menu, MenuItem, MenuLine, MenuTitle } from '../../../ui/overlay/Menu.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { capital } from '../../../ui/text/words.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import type { PersonChange } from './change.ts';

/** What the one signed in can do with people; null for nothing. */
export type PeopleActs = {
  me: string;
  /** Only an owner makes or changes owners. */
  owner: boolean;
  change: (change: PersonChange & { id: string }) => void;
  signOut: (id: string) => void;
  invite: (id: string) => void;
} | null;

export const peopleColumns = (acts: PeopleActs): readonly Column<Person>[] => [
  { id: 'name', title: 'Name', width: 'minmax(120px, 1fr)', cell: ({ name, disabled }) => <span className={disabled ? 'quiet' : undefined}><Text value={name} /></span>, order: byText(({ name }) => name) },
  { id: 'email', title: 'E-mail', width: 'minmax(140px, 1.3fr)', cell: ({ email }) => <Text value={email} />, order: byText(({ email }) => email) },
  { id: 'role', title: 'Role', width: '84px', cell: ({ role }) => capital(role), order: byText(({ role }) => role) },
  { id: 'means', title: 'Gets in by', width: '172px', cell: (person) => <span className={person.disabled || person.invited ? 'quiet' : undefined}>{meansOf(person)}</span> },
  { id: 'seen', title: 'Last seen', width: '100px', align: 'end', cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} />, order: byText(({ lastSeenAt }) => lastSeenAt ?? '') },
  ...(acts === null ? [] : [{ id: 'acts', title: '', width: '36px', cell: (person: Person) => <PersonMenu person={person} acts={acts} /> }]),
];

function meansOf({ disabled, invited, sso, totp }: Person): string {
  if (disabled) return 'switched off';
  if (invited) return 'invited, not yet in';
  if (sso) return 'single sign-on';
  return totp ? 'password and code' : 'password only';
}

function PersonMenu({ person, acts }: { person: Person; acts: NonNullable<PeopleActs> }) {
  const { id, name, role, disabled, totp, sso } = person;
  const mine = id === acts.me;
  const beyond = role === 'owner' && !acts.owner;
  if (beyond) return null;
  return (
    <Menu label={`What to do with ${name}`} align="end" trigger={(props) => <IconButton {...props} icon="more" label={`Change ${name}`} />}>
      {(close) => {
        const then = (act: () => void) => () => { close(); act(); };
        return (
          <>
            <MenuTitle>Role</MenuTitle>
            {Role.options.filter((option) => option !== 'owner' || acts.owner).map((option) => (
              <MenuItem key={option} checked={role === option} disabled={mine} onSelect={then(() => acts.change({ id, role: option }))}>{capital(option)}</MenuItem>
            ))}
            <MenuLine />
            {sso ? null : <MenuItem onSelect={then(() => acts.invite(id))}>New sign-in link</MenuItem>}
            {totp ? <MenuItem onSelect={then(() => acts.change({ id, totp: false }))}>Remove the second factor</MenuItem> : null}
            <MenuItem onSelect={then(() => acts.signOut(id))}>Sign out everywhere</MenuItem>
            <MenuItem danger={!disabled} disabled={mine} onSelect={then(() => acts.change({ id, disabled: !disabled }))}>{disabled ? 'Switch on again' : 'Switch off'}</MenuItem>
          </>
        );
      }}
    </Menu>
  );
}
