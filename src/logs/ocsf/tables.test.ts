import { describe, expect, test } from 'vitest';
import { hasShared, readShared } from '../../../test/support/shared.ts';
import { AUTH_PROTOCOLS, OBSERVABLE_CAPTIONS, SEVERITY_CAPTIONS, STATUS_CAPTIONS, USER_TYPES } from './captions.ts';
import { CLASSES } from './classes.ts';
import { PATHS } from './paths.ts';
import type { PathInfo } from './paths.ts';

type Attribute = { type: string; object_type?: string; is_array?: boolean; profiles?: string[] | null; enum?: Record<string, { caption: string }>; '@deprecated'?: unknown };
type Kind = { uid?: number; name: string; caption: string; attributes: Record<string, Attribute> };
type Schema = { classes: Record<string, Kind>; objects: Record<string, Kind>; categories: { attributes: Record<string, { uid: number; caption: string }> } };

const TYPES: Readonly<Record<string, PathInfo['type']>> = {
  integer_t: 'integer', port_t: 'integer', long_t: 'long', timestamp_t: 'long', float_t: 'float', boolean_t: 'boolean', json_t: 'json',
};

describe.skipIf(!hasShared)('our tables and the OCSF 1.8 schema', () => {
  const schema: Schema = hasShared ? JSON.parse(readShared('ocsf/schema.json').toString()) : { classes: {}, objects: {}, categories: { attributes: {} } };
  const byUid = new Map(Object.values(schema.classes).map((kind) => [kind.uid, kind]));
  const captions = (attribute: Attribute | undefined): Record<string, string> =>
    Object.fromEntries(Object.entries(attribute?.enum ?? {}).map(([id, { caption }]) => [id, caption]));

  test.for(CLASSES.map((known) => [known.caption, known] as const))('class %s is as the schema has it', ([, known]) => {
    const kind = byUid.get(known.uid);
    expect(kind).toMatchObject({ name: known.name, caption: known.caption });
    expect({ 0: 'Unknown', ...known.activities, 99: 'Other' }).toEqual(captions(kind?.attributes.activity_id));
    expect(captions(kind?.attributes.category_uid)).toEqual({ [known.category.uid]: known.category.caption });
    for (const name of known.objects) expect([name, kind?.attributes[name]?.['@deprecated'], kind?.attributes[name]?.profiles ?? null]).toEqual([name, undefined, null]);
    for (const name of ['actor', 'device'] as const) {
      expect([name, known.plain.includes(name)]).toEqual([name, !kind?.attributes[name]?.profiles]);
    }
  });

  test('every path exists in a class that we give, with our type', () => {
    for (const [path, info] of Object.entries(PATHS)) {
      const found = CLASSES.map(({ uid }) => attributeAt(byUid.get(uid), path.split('.'))).find((each) => each !== undefined);
      expect([path, typeOf(found)]).toEqual([path, info.type]);
    }
  });

  test('captions are the schema\'s', () => {
    const authentication = byUid.get(3002)?.attributes ?? {};
    expect(SEVERITY_CAPTIONS).toEqual(captions(authentication.severity_id));
    expect(STATUS_CAPTIONS).toEqual(captions(authentication.status_id));
    const inverted = (table: Readonly<Record<string, number>>): Record<string, string> => Object.fromEntries(Object.entries(table).map(([caption, id]) => [id, caption]));
    expect({ 0: 'Unknown', ...inverted(AUTH_PROTOCOLS), 99: 'Other' }).toEqual(captions(authentication.auth_protocol_id));
    expect({ 0: 'Unknown', ...inverted(USER_TYPES), 99: 'Other' }).toEqual(captions(schema.objects.user?.attributes.type_id));
    expect(captions(schema.objects.observable?.attributes.type_id)).toMatchObject(OBSERVABLE_CAPTIONS);
  });

  function attributeAt(kind: Kind | undefined, keys: readonly string[]): Attribute | undefined {
    const [key = '', ...rest] = keys;
    const attribute = kind?.attributes[key];
    return rest.length === 0 ? attribute : attributeAt(schema.objects[attribute?.object_type ?? ''], rest);
  }

  function typeOf(attribute: Attribute | undefined): string | undefined {
    if (!attribute) return undefined;
    if (attribute.type === 'object_t') return 'json';
    if (attribute.is_array === true) return 'string[]';
    return TYPES[attribute.type] ?? 'string';
  }
});
