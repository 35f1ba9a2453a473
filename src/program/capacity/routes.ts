import { z } from 'zod';
import type { Api } from '../../kernel/http/index.ts';
import type { ArrivalDesk } from './arrivals.ts';
import type { CalendarDesk } from './calendars.ts';
import { Arrival, Arrivals, ArrivalsQuery, Calendars, CalendarQuery, CalendarTaken, CapacityAnswer, CapacityQuery, ChangeArrival, MakeArrival } from './contract.ts';

const MAX_CALENDAR_BYTES = 1_048_576;
const Nothing = z.null();
const one = z.object({ id: z.string().max(200) });
const named = z.object({ name: z.string().max(64) });

/** Hours, what arrived, and who is away. What changes them is seen in the next forecast. */
export function capacityRoutes(app: Api, { arrivals, calendars, capacity, changed }: { arrivals: ArrivalDesk; calendars: CalendarDesk; capacity: (weeks: number) => Promise<CapacityAnswer>; changed: () => void }): void {
  const read = { access: 'program.read' } as const;
  const write = { access: 'program.write' } as const;
  const arrive = { access: 'arrivals.write' } as const;
  const after = async <T>(change: Promise<T>): Promise<T> => {
    const answer = await change;
    changed();
    return answer;
  };

  app.get('/api/v1/program/capacity', { config: read, schema: { summary: 'Hours of the next weeks, what draws on them, and what that moves', querystring: CapacityQuery, response: { 200: CapacityAnswer } } }, ({ query: { weeks } }) => capacity(weeks));
  app.get('/api/v1/program/arrivals', { config: read, schema: { summary: 'Security reports and incidents, the newest first', querystring: ArrivalsQuery, response: { 200: Arrivals } } }, ({ query }) => arrivals.page(query));
  app.post('/api/v1/program/arrivals', { config: arrive, schema: { summary: 'Tell of a security report or an incident; the same key again tells of the same', body: MakeArrival, response: { 200: Arrival } } }, ({ body, principal }) => after(arrivals.add(body, principal)));
  app.patch('/api/v1/program/arrivals/:id', { config: arrive, schema: { summary: 'Say what it takes, what it took, and that it is done', params: one, body: ChangeArrival, response: { 200: Arrival } } }, ({ params: { id }, body, principal }) => after(arrivals.change(id, body, principal)));
  app.get('/api/v1/program/calendars', { config: read, schema: { summary: 'The calendars that were sent', response: { 200: Calendars } } }, async () => ({ items: await calendars.list() }));
  app.delete('/api/v1/program/calendars/:name', { config: write, schema: { summary: 'Forget a calendar', params: named, response: { 204: Nothing } } }, async ({ params: { name }, principal }, reply) => {
    await after(calendars.remove(name, principal));
    return reply.code(204).send(null);
  });
  void app.register((scope, _options, done) => {
    scope.addContentTypeParser('text/calendar', { parseAs: 'string', bodyLimit: MAX_CALENDAR_BYTES }, (_request, body, parsed) => parsed(null, body));
    scope.post<{ Body: string; Querystring: z.infer<typeof CalendarQuery> }>(
      '/api/v1/program/calendars',
      { config: write, bodyLimit: MAX_CALENDAR_BYTES, schema: { summary: 'Send a calendar: its all-day events are days on which somebody is away', consumes: ['text/calendar'], querystring: CalendarQuery, body: z.string(), response: { 200: CalendarTaken } } },
      ({ body, query: { name }, principal }) => after(calendars.send(name, body, principal)),
    );
    done();
  });
}
