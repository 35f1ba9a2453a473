/** `Debian` of `Debian:12`. */
export const rootOf = (ecosystem: string): string => {
  const colon = ecosystem.indexOf(':');
  return colon < 0 ? ecosystem : ecosystem.slice(0, colon);
};

/** PEP 503, normalized names. */
const normalizedPython = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
const lowerCase = (name: string): string => name.toLowerCase();

/** Ecosystems in which several spellings are one package; everywhere else a name is what it is. */
const NORMALIZERS: Readonly<Record<string, (name: string) => string>> = {
  PyPI: normalizedPython,
  NuGet: lowerCase,
  Packagist: lowerCase,
  Hex: lowerCase,
  Pub: lowerCase,
};

/** The one spelling of a package's name under which advisories are kept and looked up. */
export const normalizedName = (ecosystem: string, name: string): string => NORMALIZERS[rootOf(ecosystem)]?.(name) ?? name;
