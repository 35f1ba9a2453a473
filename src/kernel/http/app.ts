import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { uuidv7 } from '../ids.ts';
import type { Log } from '../log.ts';
import { guardRoutes, type Authenticate, type OnRefused } from './guard.ts';
import { sendProblem } from './problem.ts';

export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** Ordinary requests; routes that take more say so. */
const BODY_LIMIT = 1024 * 1024;

/** More are closed as they come: they must not use up the files that the stores and the spool need. */
const MOST_CONNECTIONS = 4_096;

/** The HTTP server without routes: validation, errors, access guard, security headers, OpenAPI. */
export async function createApi({ log, authenticate, onRefused, version, trustedProxies = [] }: {
  log: Log;
  authenticate: Authenticate;
  onRefused: OnRefused;
  version: string;
  /** Networks whose X-Forwarded-… headers are believed; nobody's otherwise. */
  trustedProxies?: readonly string[];
}): Promise<Api> {
  const app: Api = fastify({
    loggerInstance: log.child({ part: 'http' }) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: BODY_LIMIT,
    genReqId: () => uuidv7(),
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 512 },
  }).withTypeProvider<ZodTypeProvider>();

  app.server.maxConnections = MOST_CONNECTIONS;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);

  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'], connectSrc: ["'self'"], formAction: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Glacis', version, description: 'Security operations: logs, alerts, the attack surface and the gates.' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  guardRoutes(app, { authenticate, onRefused });
  return app;
}
