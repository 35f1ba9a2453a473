/** Text that PostgreSQL takes, no longer than `most` characters: what others name may hold anything. */
export const storable = (text: string, most = 1_000): string => (text.length > most ? text.slice(0, most) : text).replaceAll('\0', '\ufffd').toWellFormed();

/** A value with every text in it made storable, however long they are. */
export function storableValue<T>(value: T): T {
  const stored: T = JSON.parse(JSON.stringify(value), (_name, inner: unknown) => (typeof inner === 'string' ? storable(inner, inner.length) : inner));
  return stored;
}
