/** `spring-core-5.3.1.jar`: artifact and version by the name of a file; only a name where it has no version. */
export function partsOfFileName(fileName: string): { artifact: string; version: string } {
  const stem = fileName.replace(/\.[A-Za-z]{3,4}$/u, '');
  // The version begins at the first hyphen before a digit whose number ends or goes on with a dot: `log4j-1.2-api-2.20.0` has two.
  const starts = [...stem.matchAll(/-(?=v?\d)/gu)].map(({ index }) => index);
  const start = starts.find((at) => isVersion(stem.slice(at + 1)));
  return start === undefined || start === 0 ? { artifact: stem, version: '' } : { artifact: stem.slice(0, start), version: stem.slice(start + 1).replace(/^v(?=\d)/u, '') };
}

/** Digits and dots, then qualifiers of a release: `1.2.3`, `5.6.15.Final`, `1.0-SNAPSHOT`, `31.1-jre`, `20231013`, `2.13-3`. */
const VERSION = /^v?\d+(?:[._][A-Za-z0-9]+)*(?:[-+](?:\d[\w.]*|[Ss][Nn][Aa][Pp][Ss][Hh][Oo][Tt]|(?:alpha|beta|rc|cr|m|milestone|b|ea|ga|sp|pre|final|release|incubating|jre\d*|android|jdk\d*|java\d*|redhat|hadoop\d*|atlassian|empty|jbossorg|build|rev|r|p|patch)[.\w]*))*$/iu;

const isVersion = (text: string): boolean => text.length <= 128 && VERSION.test(text);
