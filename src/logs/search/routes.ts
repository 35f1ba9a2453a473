import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { clientSignal, decodeCursor, encodeCursor, openStream, Page, type Api } from '../../kernel/http/index.ts';
import { Completions, CompletionsQuery, ExportQuery, EventsQuery, Facets, FacetsQuery, Field, Histogram, HistogramQuery, OcsfEvent, ParseQuery, SearchQuery } from '../contract.ts';
import { toOcsf } from '../ocsf/present.ts';
import { describeFields } from '../query/fields.ts';
import { parseQuery } from '../query/parse.ts';
import { exportColumns, exportEvents } from './export.ts';
import { facetFields } from './facets.ts';
import type { Search } from './index.ts';
import { readSelection } from './selection.ts';

/** No event is of a time beyond (a line's own is bounded by its receipt), and the event store could not read one. */
const LAST_TIME = Date.UTC(2105, 0, 1);
const Cursor = z.tuple([z.number().int().min(0).max(LAST_TIME), z.number().int().min(0), z.number().int().min(0)]);
const config = { access: 'events.search' } as const;

/** Searching the events. */
export function searchRoutes(app: Api, { search }: { search: Search }): void {
  const { turns, watch } = search;

  app.get('/api/v1/events', { config, schema: { summary: 'Events of a query, the newest first', querystring: SearchQuery, response: { 200: Page(OcsfEvent) } } }, async (request) => {
    const { limit, cursor, order } = request.query;
    const { principal } = request;
    const selection = readSelection(request.query, principal);
    const after = cursor === undefined ? undefined : decodeCursor(cursor, Cursor);
    await watch.search({ query: selection.text, from: selection.from, to: selection.to }, principal);
    const signal = clientSignal(request);
    const rows = await turns.take(principal.id, signal, () => search.page(selection, { limit: limit + 1, after, order, signal }));
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items: rows.slice(0, limit).map(toOcsf), next: last ? encodeCursor([last.time, last.batch, last.position]) : null };
  });

  app.get('/api/v1/events/histogram', { config, schema: { summary: 'Events of a query, counted by time and outcome', querystring: HistogramQuery, response: { 200: Histogram } } }, async (request) => {
    const { principal } = request;
    const selection = readSelection(request.query, principal);
    await watch.search({ query: selection.text, from: selection.from, to: selection.to }, principal);
    const signal = clientSignal(request);
    return turns.take(principal.id, signal, () => search.histogram(selection, { buckets: request.query.buckets, signal }));
  });

  app.get('/api/v1/events/facets', { config, schema: { summary: 'The most frequent values of fields among the events of a query', querystring: FacetsQuery, response: { 200: Facets } } }, async (request) => {
    const { principal } = request;
    const selection = readSelection(request.query, principal);
    const fields = facetFields(request.query.fields);
    await watch.search({ query: selection.text, from: selection.from, to: selection.to }, principal);
    const signal = clientSignal(request);
    return turns.take(principal.id, signal, () => search.facets(selection, { fields, limit: request.query.limit, signal }));
  });

  app.get('/api/v1/events/fields', { config, schema: { summary: 'The fields of the query language', response: { 200: z.object({ items: z.array(Field) }) } } }, () => ({ items: describeFields() }));

  app.get('/api/v1/events/complete', { config, schema: { summary: 'Values of a field that begin with a text', querystring: CompletionsQuery, response: { 200: Completions } } }, async (request) => {
    const { principal } = request;
    const { field, prefix } = request.query;
    await watch.search({ query: '', valuesOf: field }, principal);
    const signal = clientSignal(request);
    return turns.take(principal.id, signal, () => search.complete({ field, prefix }, { by: principal, signal }));
  });

  app.post('/api/v1/events/parse', { config, schema: { summary: 'Whether a query can be read; otherwise what is wrong with it', body: ParseQuery, response: { 204: z.undefined() } } }, async (request, reply) => {
    parseQuery(request.body.query);
    return reply.code(204).send();
  });

  app.get('/api/v1/events/tail', { config: { access: 'events.tail' }, schema: { summary: 'New events of a query as they come: server-sent events', querystring: EventsQuery.pick({ query: true }) } }, async (request, reply) => {
    await search.tail(readSelection(request.query, request.principal), { open: () => openStream(reply), stillMay: () => request.stillMay() });
  });

  app.get('/api/v1/events/export', { config: { access: 'events.export' }, schema: { summary: 'All events of a query as NDJSON or CSV', querystring: ExportQuery } }, async (request, reply) => {
    const { format, columns: list, limit } = request.query;
    const { principal } = request;
    const selection = readSelection(request.query, principal);
    const columns = exportColumns(list);
    await watch.export({ query: selection.text, from: selection.from, to: selection.to, format, ...(format === 'csv' && { columns: columns.map(({ name }) => name) }) }, principal);
    const gone = clientSignal(request);
    // An export holds its turn to its end: each keeps a page in memory for a client that may read slowly.
    return turns.take(principal.id, gone, async () => {
      const permitted = search.whilePermitted(gone, () => request.stillMay());
      const pages = Readable.from(exportEvents(search.page, selection, { format, columns, limit, signal: permitted.signal }), { signal: permitted.signal });
      void reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
        .header('content-disposition', `attachment; filename="glacis-events.${format}"`)
        .send(pages);
      await finished(pages).catch(() => {});
      permitted.end();
      return reply;
    });
  });

  app.get('/api/v1/events/:id', { config, schema: { summary: 'One event', params: z.object({ id: z.string().max(64) }), response: { 200: OcsfEvent } } }, async (request) =>
    toOcsf(await search.one(request.params.id, { by: request.principal, signal: clientSignal(request) })));
}
