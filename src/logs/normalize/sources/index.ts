import type { Source } from '../source.ts';
import { apacheAccess, httpAccess, nginxAccess } from './access.ts';
import { accounts } from './accounts.ts';
import { apacheError } from './apache-error.ts';
import { bunyan, logrus, pino, winston, zap } from './application.ts';
import { cron } from './cron.ts';
import { dropbear } from './dropbear.ts';
import { glacisAudit } from './glacis-audit.ts';
import { json } from './json.ts';
import { logfmt } from './logfmt.ts';
import { login } from './login.ts';
import { logind } from './logind.ts';
import { nginxError } from './nginx-error.ts';
import { pam } from './pam.ts';
import { sshd } from './sshd.ts';
import { su } from './su.ts';
import { sudo } from './sudo.ts';
import { journald, syslog } from './syslog.ts';
import { text } from './text.ts';

/**
 * Every log source, in the order in which they are asked: the first that understands a line has it. Programs come first, then what is told
 * by the shape of the message, then what takes any JSON, any program and any text.
 */
export const sources: readonly Source[] = [
  sshd, pam, sudo, su, cron, logind, accounts, login, dropbear,
  nginxAccess, apacheAccess, httpAccess, nginxError, apacheError,
  glacisAudit, bunyan, pino, zap, logrus, winston,
  json, logfmt, journald, syslog, text,
];
