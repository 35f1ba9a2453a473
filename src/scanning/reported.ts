import { PACKAGE_TYPES, type Package } from './catalog/package.ts';
import type { ScanReport } from './contract.ts';
import { NO_ADVISORIES } from './report.ts';
import type { Subject } from './subject.ts';

/** A report back as what it was made of, so that others can judge it by their own advisories. Its findings and secrets are left behind. */
export function subjectOfReport({ target, distribution, kernels, packages, surface, problems, complete }: ScanReport): Subject {
  const known = packages.flatMap((stated): Package[] => {
    const { namespace, arch, source, module, vendor, licenses, dev, purl, name, version, foundBy, places } = stated;
    const type = PACKAGE_TYPES.find((one) => one === stated.type);
    if (type === undefined) return [];
    return [{
      purl, type, name, version, foundBy,
      places: places.map(({ path, layer }) => (layer === undefined ? { path } : { path, layer })),
      ...(namespace === undefined ? {} : { namespace }),
      ...(arch === undefined ? {} : { arch }),
      ...(source === undefined ? {} : { source }),
      ...(module === undefined ? {} : { module }),
      ...(vendor === undefined ? {} : { vendor }),
      ...(licenses === undefined ? {} : { licenses }),
      ...(dev === undefined ? {} : { dev }),
    }];
  });
  const unknown = packages.length - known.length;
  const missing = [
    ...(unknown === 0 ? [] : [`${unknown} packages are of kinds that are not known here: they were not judged`]),
    // Which advisories its maker lacked is nothing to who judges anew.
    ...(complete || problems.length > 0 ? [] : ['the report says that it is not complete']),
  ];
  return {
    target,
    inventory: {
      ...(distribution ? { distribution: { id: distribution.id, version: distribution.version, name: distribution.name, like: [], ...(distribution.codename === undefined ? {} : { codename: distribution.codename }) } } : {}),
      packages: known, kernels, secrets: [], warnings: [],
      problems: [...problems.filter(({ reason }) => !reason.startsWith(NO_ADVISORIES)), ...missing.map((reason) => ({ path: '', reason }))],
    },
    ...(surface ? { surface } : {}),
  };
}
