import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { linesOf, textOf } from '../read/text.ts';

/** `  - Name/Subspec (1.2.3)`, quoted where the name demands it, with a colon where dependencies follow. */
const POD = /^ {2}- "?(?<name>[^\s"(]+) \((?<version>[^)\s]+)\)"?:?$/u;

/**
 * Podfile.lock: every pod under `PODS`. Subspecs are parts of their pod, and advisories speak of the pod.
 * Source: https://github.com/CocoaPods/Core, lockfile.rb.
 */
export const podfileLock: Cataloguer = {
  id: 'podfile-lock',
  evidence: 'declared',
  wants: ({ name }) => name === 'Podfile.lock',
  maxBytes: 16 * 1024 * 1024,
  read({ bytes }) {
    const lines = linesOf(textOf(bytes));
    const start = lines.indexOf('PODS:');
    if (start < 0) {
      // A project without pods has no such section.
      if (lines.some((line) => line.startsWith('PODFILE CHECKSUM:'))) return {};
      throw new Error('This is no Podfile.lock: it has no pods.');
    }
    const found = gather('cocoapods');
    for (const line of lines.slice(start + 1)) {
      if (line !== '' && !line.startsWith(' ')) break;
      const { name, version } = POD.exec(line)?.groups ?? {};
      if (name !== undefined && version !== undefined) found.add({ name: name.split('/', 1)[0] ?? '', version });
    }
    return found.reading();
  },
};
