import { STATUS } from '../../ocsf/captions.ts';
import { ACTIVITY, CLASS, JOB } from '../../ocsf/classes.ts';
import { put } from '../draft.ts';
import { event } from '../meaning.ts';
import { scanText } from '../read/scan.ts';
import { source } from '../source.ts';

const PROGRAMS = new Set(['CRON', 'cron', 'crond', 'CROND', '/usr/sbin/cron', '/USR/SBIN/CRON', 'crontab', 'anacron', 'fcron']);

/** What the word behind the account says of a job. Source: Vixie cron and cronie do_command.c, crontab.c, log_it(). */
const WORDS: Readonly<Record<string, { activity: number; action: string }>> = {
  CMD: { activity: JOB.start, action: 'command' },
  CMDEND: { activity: ACTIVITY.other, action: 'command-ended' },
  CMDOUT: { activity: ACTIVITY.other, action: 'command-output' },
  REPLACE: { activity: JOB.update, action: 'crontab-replaced' },
  DELETE: { activity: JOB.delete, action: 'crontab-deleted' },
};

/** cron: `(root) CMD (run-parts /etc/cron.hourly)`, and changes of crontabs. */
export const cron = source({
  id: 'cron',
  title: 'cron',
  product: { name: 'cron' },
  recognizes: ({ app }) => PROGRAMS.has(app),
  parse(line) {
    const text = line.message;
    const close = text.indexOf(') ');
    const open = text.indexOf(' (', close);
    if (text.charCodeAt(0) !== 0x28 || close < 0 || open < 0 || !text.endsWith(')')) return null;
    const word = text.slice(close + 2, open);
    const meaning = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    if (!meaning) return null;
    const command = text.slice(open + 2, -1).trim();
    const user = text.slice(1, close);
    const made = event(line, 'cron', { class: CLASS.scheduledJob, ...meaning, status: STATUS.success, user, service: 'cron' });
    const isJob = word.startsWith('CMD');
    put(made, 'job.name', isJob ? command || 'command' : `crontab of ${command}`);
    if (isJob) put(made, 'job.cmd_line', command);
    scanText(made, command);
    return made;
  },
});
