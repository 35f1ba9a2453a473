import { readShared } from './shared.ts';

type Attribute = {
  type: string;
  object_type?: string;
  is_array?: boolean;
  requirement?: string;
  profiles?: string[] | null;
  sibling?: string;
  enum?: Record<string, { caption: string }>;
  '@deprecated'?: unknown;
};
type Constraints = { at_least_one?: string[]; just_one?: string[] };
type Kind = { uid?: number; caption: string; attributes: Record<string, Attribute>; constraints?: Constraints };
type Type = { type?: string; regex?: string; max_len?: number; range?: [number, number] };
type Schema = {
  classes: Record<string, Kind>;
  objects: Record<string, Kind>;
  dictionary: { types: { attributes: Record<string, Type> } };
};
type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks events against the compiled OCSF schema: the class exists, required attributes are there (of class and objects, without those of
 * profiles that the event does not name), types, enums, their text twins, constraints, nothing unknown or deprecated, `type_uid`'s sum,
 * and observables that point at what they say. Answers with every problem as `path: what`; none means valid.
 */
export function ocsfValidator(): (event: unknown) => string[] {
  const schema: Schema = JSON.parse(readShared('ocsf/schema.json').toString());
  const classes = new Map(Object.values(schema.classes).map((kind) => [kind.uid, kind]));
  const types = new Map(Object.entries(schema.dictionary.types.attributes).map(([name, type]) => [name, { ...type, pattern: type.regex === undefined ? null : new RegExp(type.regex) }]));

  return (event) => {
    const problems: string[] = [];
    const say = (path: string, what: string): void => void problems.push(`${path}: ${what}`);
    if (!isFields(event)) return ['event: not an object'];
    const kind = classes.get(Number(event.class_uid));
    if (!kind) return [`class_uid: no class ${String(event.class_uid)}`];
    const metadata = isFields(event.metadata) ? event.metadata : {};
    const profiles = new Set(Array.isArray(metadata.profiles) ? metadata.profiles : []);
    if (event.type_uid !== Number(event.class_uid) * 100 + Number(event.activity_id)) say('type_uid', 'is not class and activity');
    checkKind(event, kind, '');
    checkObservables(event);
    return problems;

    function checkKind(fields: Fields, kind: Kind, path: string): void {
      const active = (attribute: Attribute): boolean => !attribute.profiles || attribute.profiles.some((profile) => profiles.has(profile));
      for (const [name, attribute] of Object.entries(kind.attributes)) {
        if (attribute.requirement === 'required' && active(attribute) && fields[name] === undefined) say(`${path}${name}`, 'is required');
      }
      for (const [name, value] of Object.entries(fields)) {
        const attribute = kind.attributes[name];
        if (!attribute) say(`${path}${name}`, 'is unknown to the schema');
        else if (!active(attribute)) say(`${path}${name}`, `needs a profile: ${attribute.profiles?.join(', ') ?? ''}`);
        else if (attribute['@deprecated'] !== undefined) say(`${path}${name}`, 'is deprecated');
        else checkValue(value, attribute, `${path}${name}`, fields);
      }
      const { at_least_one: some, just_one: one } = kind.constraints ?? {};
      if (some && !some.some((name) => fields[name] !== undefined)) say(path, `needs one of ${some.join(', ')}`);
      if (one && one.filter((name) => fields[name] !== undefined).length !== 1) say(path, `needs exactly one of ${one.join(', ')}`);
    }

    function checkValue(value: unknown, attribute: Attribute, path: string, around: Fields): void {
      if (attribute.is_array === true) {
        if (!Array.isArray(value)) say(path, 'is not a list');
        else value.forEach((item, i) => checkValue(item, { ...attribute, is_array: false }, `${path}[${i}]`, around));
        return;
      }
      if (attribute.type === 'object_t') {
        const object = schema.objects[attribute.object_type ?? ''];
        if (!isFields(value)) say(path, 'is not an object');
        else if (object && Object.keys(object.attributes).length > 0) checkKind(value, object, `${path}.`);
        return;
      }
      checkScalar(value, attribute.type, path);
      if (!attribute.enum) return;
      const member = attribute.enum[String(value)];
      if (!member) say(path, `${String(value)} is not in the enum`);
      else if (attribute.sibling !== undefined) checkTwin(around[attribute.sibling], value, member.caption, `${path} / ${attribute.sibling}`);
    }

    function checkTwin(twin: unknown, value: unknown, caption: string, path: string): void {
      if (value === 99 || value === '99') {
        if (typeof twin !== 'string' || twin === '') say(path, 'Other needs the source\'s own word');
      } else if (twin !== undefined && twin !== caption) say(path, `${JSON.stringify(twin)} is not ${caption}`);
    }

    function checkScalar(value: unknown, name: string, path: string): void {
      const type = types.get(name);
      const base = type?.type ?? name;
      const fits = {
        string_t: typeof value === 'string',
        integer_t: Number.isSafeInteger(value),
        long_t: Number.isSafeInteger(value),
        float_t: typeof value === 'number',
        boolean_t: typeof value === 'boolean',
        json_t: value !== undefined,
      }[base];
      if (fits === undefined) say(path, `has a type that the check does not know: ${name}`);
      else if (!fits) say(path, `${JSON.stringify(value)} is no ${name}`);
      if (typeof value === 'string' && type?.pattern && !type.pattern.test(value)) say(path, `${JSON.stringify(value)} is no ${name}`);
      if (typeof value === 'string' && type?.max_len !== undefined && value.length > type.max_len) say(path, 'is too long');
      if (typeof value === 'number' && type?.range && (value < type.range[0] || value > type.range[1])) say(path, 'is out of range');
    }

    function checkObservables(event: Fields): void {
      for (const item of Array.isArray(event.observables) ? event.observables : []) {
        if (!isFields(item) || item.name === 'raw_data') continue;
        if (!valuesAt(event, String(item.name).split('.')).includes(item.value)) say(`observables ${String(item.name)}`, `does not hold ${String(item.value)}`);
      }
    }
  };
}

/** What stands at a path; a key may itself hold dots, and lists are looked through. */
function valuesAt(value: unknown, keys: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, keys));
  if (keys.length === 0) return [value];
  if (!isFields(value)) return [];
  return keys.flatMap((_, i) => {
    const name = keys.slice(0, i + 1).join('.');
    return Object.hasOwn(value, name) ? valuesAt(value[name], keys.slice(i + 1)) : [];
  });
}
