import { SEVERITY, STATUS } from '../../ocsf/captions.ts';
import { CLASS, LOGON, PROCESS } from '../../ocsf/classes.ts';
import { put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import { event } from '../meaning.ts';
import { scanText } from '../read/scan.ts';
import { source } from '../source.ts';

/**
 * sudo: `alice : [why not ; ]TTY=pts/0 ; PWD=/home/alice ; USER=root ; [GROUP=… ; ENV=… ; ]COMMAND=/bin/ls -l`.
 * A command is a Process Activity of alice; wrong passwords are her failed sign-ins, as many as the line says.
 * Source: sudo 1.9 logging.c, new_logline().
 */
export const sudo = source({
  id: 'sudo',
  title: 'sudo',
  product: { name: 'sudo' },
  recognizes: ({ app }) => app === 'sudo',
  parse(line) {
    const text = line.message.trimStart();
    const colon = text.indexOf(' : ');
    const commandAt = text.indexOf('COMMAND=', colon);
    if (colon < 0 || commandAt < 0) return null;
    const invoker = text.slice(0, colon);
    const fields = text.slice(colon + 3, commandAt).split(' ; ');
    const problem = /^[A-Z]+=/.test(fields[0] ?? '') ? '' : (fields[0] ?? '');
    const target = field(fields, 'USER=');
    const wrong = / incorrect password attempts?$/.test(problem) ? Number.parseInt(problem, 10) : 0;

    const made: Normalized = wrong > 0
      ? event(line, 'sudo', { class: CLASS.authentication, activity: LOGON.switch, action: 'failed-password', status: STATUS.failure, user: invoker })
      : event(line, 'sudo', {
          class: CLASS.process,
          activity: PROCESS.launch,
          action: problem === '' ? 'command' : 'refused',
          status: problem === '' ? STATUS.success : STATUS.failure,
          actor: invoker,
          user: target,
        });
    made.service = 'sudo';
    made.message = text;
    if (problem !== '') {
      put(made, 'status_detail', problem);
      made.severityId = problem.startsWith('user NOT in sudoers') ? SEVERITY.medium : SEVERITY.low;
    }
    if (wrong > 0) {
      put(made, 'auth_protocol', 'password');
      if (line.repeat === 0) put(made, 'count', wrong);
      put(made, 'unmapped.sudo.user', target);
    }
    put(made, 'actor.session.terminal', field(fields, 'TTY='));
    put(made, 'process.working_directory', field(fields, 'PWD='));
    const command = text.slice(commandAt + 8);
    put(made, 'process.cmd_line', command);
    scanText(made, command);
    put(made, 'unmapped.sudo.group', field(fields, 'GROUP='));
    put(made, 'unmapped.sudo.env', field(fields, 'ENV='));
    return made;
  },
});

/** The value of the first field of a name: a working directory may be called like a field behind it. */
const field = (fields: readonly string[], name: string): string => fields.find((each) => each.startsWith(name))?.slice(name.length).trim() ?? '';
