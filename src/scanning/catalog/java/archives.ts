import type { Cataloguer } from '../cataloguer.ts';
import type { StatedPackage } from '../package.ts';
import { archiveFacts, isArchiveName, isZip } from './archive.ts';
import { identityInRepository } from './repository.ts';
import { identitiesOf } from './verdict.ts';

/** Scripts that run the archive behind them (`java -jar` made executable). */
const isScript = (head: Uint8Array): boolean => head[0] === 0x23 && head[1] === 0x21;

/** Text of an archive is a stranger's: parts of an identity are printable and have no separators. */
const SOUND = /^[^\s\p{C}/\\]{1,256}$/u;

/** Jars, wars and their like, with all that are nested in them (`app.war!/WEB-INF/lib/x.jar`). */
export const javaArchive: Cataloguer = {
  id: 'java-archive',
  evidence: 'installed',
  wants: ({ name }) => isArchiveName(name),
  recognizes: (head) => isZip(head) || isScript(head),
  maxBytes: 1024 * 1024 * 1024,
  read({ path, name, bytes }) {
    const warnings = new Set<string>();
    const found = new Map<string, StatedPackage>();
    for (const facts of archiveFacts(bytes, name, (warning) => warnings.add(warning))) {
      const identities = identitiesOf(facts, facts.within === '' ? identityInRepository(path) : undefined);
      for (const { group, artifact, version } of identities) {
        if (![group || '-', artifact, version || '-'].every((part) => SOUND.test(part))) continue;
        // Nobody states its group: its digest finds it in Maven's search.
        const remark = group === '' ? `SHA-1 ${facts.sha1()}` : undefined;
        found.set(`${facts.within}\n${group}\n${artifact}\n${version}`, {
          type: 'maven', ...(group !== '' && { namespace: group }), name: artifact, version, ...(facts.within !== '' && { within: facts.within }), ...(remark !== undefined && { remark }),
        });
      }
    }
    return { ...(found.size > 0 && { packages: [...found.values()] }), ...(warnings.size > 0 && { warnings: [...warnings] }) };
  },
};
