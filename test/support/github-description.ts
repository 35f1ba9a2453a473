import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

type Schema = Record<string, unknown>;
type Parameter = { name: string; in: 'query' | 'path'; required?: boolean; schema: Schema };
type Operation = {
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
};
type Description = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema>; parameters: Record<string, Parameter> } };

/** GitHub's own OpenAPI description (MIT), cut to the operations that Glacis uses and rid of its prose: see `info` in the file. */
const description = JSON.parse(readFileSync(join(import.meta.dirname, 'github-api.json'), 'utf8')) as Description;

const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
addFormats.default(ajv);
ajv.addFormat('repo.nwo', true);

/** OpenAPI 3.0 lets anything be null that says so; JSON Schema only what has a type. References lead into the whole description. */
const asJsonSchema = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(asJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, name === '$ref' ? String(value).replace('#', 'github#') : asJsonSchema(value)]));
  if (nullable !== true) return rest;
  return { anyOf: [{ type: 'null' }, rest] };
};
ajv.addSchema({ $id: 'github', components: { schemas: asJsonSchema(description.components.schemas) } });

const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
function trouble(key: string, schema: Schema, value: unknown): string[] {
  const check = compiled.get(key) ?? ajv.compile(asJsonSchema(schema) as Schema);
  compiled.set(key, check);
  return check(value) ? [] : (check.errors ?? []).map(({ instancePath, message = '' }) => `${key} ${instancePath} ${message}`);
}

export type Matched = { path: string; params: Record<string, string>; operation: Operation; method: string };

/** The operation that a request is; undefined where the description knows none. */
export function matched(method: string, pathname: string): Matched | undefined {
  for (const [path, operations] of Object.entries(description.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const found = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(pathname);
    const operation = operations[method.toLowerCase()];
    if (found && operation) return { path, method, operation, params: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')])) };
  }
  return undefined;
}

/** What the description has against a request; it must also name nothing that the description does not know. */
export function requestTrouble({ path, method, params, operation }: Matched, query: URLSearchParams, body: unknown): string[] {
  const key = `${method} ${path}`;
  const parameters = (operation.parameters ?? []).map((one) => ('$ref' in one ? description.components.parameters[one.$ref.split('/').at(-1) ?? ''] as Parameter : one));
  const said = (one: Parameter): string | undefined => (one.in === 'path' ? params[one.name] : (query.get(one.name) ?? undefined));
  const values = parameters.flatMap((one) => {
    const text = said(one);
    if (text === undefined) return one.required ? [`${key}: ${one.name} is missing`] : [];
    return trouble(`${key} ${one.name}`, one.schema, one.schema['type'] === 'integer' && /^\d+$/.test(text) ? Number(text) : text);
  });
  const unknown = [...query.keys()].filter((name) => !parameters.some((one) => one.in === 'query' && one.name === name)).map((name) => `${key}: no query parameter ${name}`);
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (schema === undefined) return [...values, ...unknown, ...(body === undefined ? [] : [`${key}: takes no body`])];
  const closed = { ...schema, ...('properties' in schema ? { additionalProperties: false } : {}) };
  return [...values, ...unknown, ...trouble(`${key} body`, closed, body)];
}

/** What the description has against an answer. */
export function answerTrouble({ path, method, operation }: Matched, status: number, body: unknown): string[] {
  const response = operation.responses[String(status)];
  if (response === undefined) return status < 300 ? [`${method} ${path}: no answer ${status}`] : [];
  const schema = response.content?.['application/json']?.schema;
  return schema === undefined ? [] : trouble(`${method} ${path} answer`, schema, body);
}
