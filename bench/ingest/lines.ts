import { hasShared, readShared } from '../../test/support/shared.ts';

/** The real sshd log that the figures are about, or one like it where the shared data is absent. */
export function sshdLines(): string[] {
  if (hasShared) return readShared('logs/loghub/OpenSSH_2k.log').toString().split(/\r?\n/).filter((line) => line !== '');
  return Array.from({ length: 2_000 }, (_, n) =>
    `Dec 10 ${two(6 + (n >> 8))}:${two(n % 60)}:${two((n * 7) % 60)} LabSZ sshd[${24_200 + n}]: Failed password for ${n % 3 === 0 ? 'invalid user ' : ''}user${n % 97} from 203.0.113.${n % 250} port ${30_000 + n} ssh2`);
}

const two = (value: number): string => String(value).padStart(2, '0');
