import { Option, type Command } from 'commander';
import { Invitation, Person, Role } from '../identity/contract.ts';
import { errors } from '../kernel/errors.ts';
import { Page } from '../kernel/http/page.ts';
import { apiClient, type ApiClient } from './client.ts';
import { note, print, printJson, table } from './output.ts';
import { everyItem } from './pages.ts';

export const people = (program: Command): void => {
  const command = program.command('people').description('people and their roles');

  command
    .command('list')
    .description('list them')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const items = await everyItem(apiClient(), Page(Person), '/api/v1/people');
      if (json) return printJson({ items });
      print(table(['e-mail', 'name', 'role', 'state', 'second factor', 'last seen'], items.map((person) => [person.email, person.name, person.role, stateOf(person), factorOf(person), person.lastSeenAt ?? 'never'])));
    });

  command
    .command('invite')
    .description('invite somebody; the link, which works once and for three days, is printed on stdout')
    .argument('<email>', 'address')
    .addOption(new Option('--role <role>', 'what they may do').choices(Role.options).makeOptionMandatory())
    .option('--name <name>', 'name; the address when left out')
    .option('--json', 'print person and link as JSON')
    .action(async (email: string, { role, name = email, json = false }: { role: string; name?: string; json?: boolean }) => {
      const { person, link } = await apiClient().json(Invitation, 'POST', '/api/v1/people', { email, name, role });
      if (json) return printJson({ person, link });
      note(`${person.email} comes in as ${person.role} by this link:`);
      print(link);
    });

  for (const [name, disabled] of [['disable', true], ['enable', false]] as const) {
    command
      .command(name)
      .description(disabled ? 'keep somebody out and end their sessions' : 'let somebody in again')
      .argument('<email>', 'address')
      .action(async (email: string) => {
        const api = apiClient();
        const { id } = await personOf(api, email);
        await api.json(Person, 'PATCH', `/api/v1/people/${encodeURIComponent(id)}`, { disabled });
        note(disabled ? `${email} stays out.` : `${email} may come in again.`);
      });
  }
};

async function personOf(api: ApiClient, email: string): Promise<Person> {
  const found = (await everyItem(api, Page(Person), '/api/v1/people')).find((person) => person.email === email.toLowerCase());
  if (!found) throw errors.notFound({ what: 'person' });
  return found;
}

const stateOf = ({ disabled, invited }: Person): string => (disabled ? 'disabled' : invited ? 'invited' : 'active');
const factorOf = ({ sso, totp }: Person): string => (sso ? 'single sign-on' : totp ? 'yes' : 'no');
