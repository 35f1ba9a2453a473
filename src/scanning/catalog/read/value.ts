/** An object of a parsed file whose keys a stranger chose: ask only for keys that no prototype has. */
export type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = Object.freeze({});

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as an object; an empty one where it is something else. */
export const fields = (value: unknown): Fields => (isFields(value) ? value : nothing);

/** The value as an object, or undefined. */
export const fieldsIf = (value: unknown): Fields | undefined => (isFields(value) ? value : undefined);

/** The value as a list; an empty one where it is something else. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value as a string; an empty one where it is something else. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Names of an object's members, in the file's order. */
export const keys = (value: unknown): string[] => Object.keys(fields(value));
