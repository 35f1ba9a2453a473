import type { Cataloguer, Reading } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { shown, textOf } from '../read/text.ts';
import { fields, fieldsIf, list, text } from '../read/value.ts';
import { readYaml } from '../read/yaml/index.ts';
import { readRequirement } from '../python/requirements.ts';

/**
 * conda's environment files, where they say an exact version: `name==1.0`, `name=1.0=build`, or `name=1.0.8` with three parts, as
 * `conda env export --no-builds` writes them. `python=3.8` means any 3.8. A list under `pip` is of Python packages.
 * Source: https://docs.conda.io/projects/conda, environments and MatchSpec.
 */
export const condaEnvironment: Cataloguer = {
  id: 'conda-environment',
  evidence: 'declared',
  wants: ({ name }) => name === 'environment.yml' || name === 'environment.yaml',
  maxBytes: 4 << 20,
  read(file): Reading {
    // Other programs have files of this name, and templates of theirs may be no YAML.
    if (!/^dependencies\s*:/m.test(textOf(file.bytes))) return {};
    const dependencies = fieldsIf(readYaml(file.bytes)[0])?.dependencies;
    if (!Array.isArray(dependencies)) return {};
    const conda = gather('conda');
    const pip = gather('pypi');
    const loose: string[] = [];
    for (const each of list(dependencies)) {
      const pinned = readSpec(text(each));
      if (pinned) conda.add(pinned);
      else if (text(each) !== '') loose.push(shown(text(each).slice(0, 40)));
      for (const line of list(fields(each).pip)) {
        const requirement = readRequirement(text(line));
        if (requirement && requirement.version !== '') pip.add(requirement);
        else loose.push(shown(text(line).slice(0, 40)));
      }
    }
    if (loose.length > 0) conda.warn(`${loose.length} ${loose.length === 1 ? 'dependency names' : 'dependencies name'} no exact version: ${loose.slice(0, 5).join(', ')}${loose.length > 5 ? ', …' : ''}.`);
    return joined(conda.reading(), pip.reading());
  },
};

/** `channel::name=version=build`; undefined where the version is not exact. */
function readSpec(spec: string): { name: string; version: string } | undefined {
  const found = spec.length > 500 ? null : /^(?:\S+::)?([A-Za-z0-9_.-]+)\s*(={1,2})\s*([A-Za-z0-9_.!+-]+)(=\S+)?$/.exec(spec.trim());
  if (!found) return undefined;
  const [, name = '', equals, version = '', build] = found;
  return equals === '==' || build !== undefined || version.split('.').length > 2 ? { name: name.toLowerCase(), version } : undefined;
}

function joined(one: Reading, other: Reading): Reading {
  const packages = [...(one.packages ?? []), ...(other.packages ?? [])];
  const warnings = [...(one.warnings ?? []), ...(other.warnings ?? [])];
  return { ...(packages.length > 0 && { packages }), ...(warnings.length > 0 && { warnings }) };
}
