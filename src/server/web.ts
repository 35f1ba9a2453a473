import fastifyStatic from '@fastify/static';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from '../kernel/errors.ts';
import { sendProblem, type Api } from '../kernel/http/index.ts';

const built = join(import.meta.dirname, '../../web/dist');

/**
 * Serves the web application: files with a hash in their name for ever, the page itself always fresh, and the page for
 * every path that is a view of it (a GET that wants HTML and is no file and no API).
 */
export async function webApplication(app: Api, folder = built): Promise<void> {
  const present = existsSync(join(folder, 'index.html'));
  if (present) {
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      setHeaders: (reply, path) => {
        void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html');
    if (present && wantsPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return sendProblem(errors.notFound({ what: 'page' }), request, reply);
  });
}
