import type { Shapes } from '../source.ts';
import { SSHD } from './sshd-shapes.ts';

/** What PAM writes in the name of sshd, once or more for each of its lines. Source: Linux-PAM pam_unix, and the logs of servers under attack. */
export const pamShapes: Shapes = {
  programs: SSHD,
  messages: [
    'pam_unix(sshd:auth): check pass; user unknown',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip} ',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={host} ',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip}  user={name}',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={host}  user={name}',
    'PAM {few} more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip} ',
    'PAM {few} more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost={ip}  user={name}',
    'PAM service(sshd) ignoring max retries; {few} > {few}',
    'pam_unix(sshd:session): session opened for user {name} by (uid=0)',
    'pam_unix(sshd:session): session opened for user {name}(uid={number}) by (uid=0)',
    'pam_unix(sshd:session): session closed for user {name}',
  ],
};
