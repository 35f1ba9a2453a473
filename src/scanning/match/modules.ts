/** Builds of a module say so in their release: `1.module_el8.6.0+2741`, `1.module+el9.1.0.z`. */
const OF_MODULE = /\.module[_+]/;

/** `nodejs:18` of the label `nodejs:18:9010020221118120946:rhel9`. */
const streamOf = (label: string): string => label.split(':').slice(0, 2).join(':');

/**
 * Whether an rpm advisory is about this package's module: fixes of nodejs:18 say nothing of nodejs:16, nor of a package
 * outside modules. Where an advisory fixes builds of a module that nobody names, it is taken to be about any module's.
 * Source: https://docs.fedoraproject.org/en-US/modularity/
 */
export function isOfSameModule(
  { narrowedTo, ranges }: { narrowedTo?: { module?: string }; ranges: readonly { events: readonly object[] }[] },
  { module, version }: { module?: string; version: string },
): boolean {
  const isModular = module !== undefined || OF_MODULE.test(version);
  if (narrowedTo?.module !== undefined) return module === undefined ? isModular : streamOf(module) === streamOf(narrowedTo.module);
  const fixes = ranges.flatMap(({ events }) => events.flatMap((event) => ('fixed' in event && typeof event.fixed === 'string' ? [event.fixed] : [])));
  return fixes.length === 0 || fixes.some((fix) => OF_MODULE.test(fix)) === isModular;
}
