/** What stands behind `?` in an address, as flat words: no page keeps more than that there. */
export type Search = Readonly<Record<string, string>>;

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

/** Writes what is there; anything but a text leaves no trace. */
export function stringifySearch(search: object): string {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries<unknown>({ ...search })) {
    if (typeof value === 'string' && value !== '') written.set(name, value);
  }
  // These are plain in a query and much easier to read than escaped.
  const text = written.toString().replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%22', '"');
  return text === '' ? '' : `?${text}`;
}
