import type { Source } from '../source.ts';
import { json } from './json.ts';
import { sshd } from './sshd.ts';
import { syslog } from './syslog.ts';
import { text } from './text.ts';

/** Every log source, in the order in which they are asked: the first that understands a line has it. The last takes anything. */
export const sources: readonly Source[] = [sshd, json, syslog, text];
