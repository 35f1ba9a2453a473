import { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Log } from '../../kernel/log.ts';
import { deploymentIn, isSigned } from './delivery.ts';
import type { Deployments } from './deployments.ts';
import type { TrackingSettingsDesk } from './settings.ts';

const BODY_BYTES = 1024 * 1024;
const said = z.string().max(100).default('');
const headers = z.object({ 'x-github-event': said, 'x-github-delivery': said, 'x-hub-signature-256': said });
const DELIVERY = /^[0-9a-fA-F-]{8,64}$/;

/** What GitHub tells by itself. Nothing of a body is read before its signature was found right. */
export function webhookRoutes(app: Api, { settings, deployments, log }: { settings: TrackingSettingsDesk; deployments: Deployments; log: Log }): void {
  // In a scope of its own: here a body is its bytes, which are what was signed.
  void app.register(async (scope: Api) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(/^application\/json(?:;|$)/, { parseAs: 'buffer', bodyLimit: BODY_BYTES }, (_request, body, parsed) => parsed(null, body));
    scope.post(
      '/api/v1/github/webhook',
      { config: { access: 'public' }, bodyLimit: BODY_BYTES, schema: { summary: 'What GitHub tells: deployments that wait for a gate', headers, response: { 202: z.object({ taken: z.boolean() }) } } },
      async ({ body, headers: { 'x-github-event': event, 'x-github-delivery': delivery, 'x-hub-signature-256': signature } }, reply) => {
        const access = await settings.target();
        const secret = access?.secrets.get('webhookSecret');
        // Whoever is not GitHub does not learn either whether one is expected.
        if (access === null || secret === undefined || !(body instanceof Uint8Array) || !isSigned(body, signature, secret)) throw errors.badCredentials();
        if (!DELIVERY.test(delivery)) throw errors.invalid({ what: 'X-GitHub-Delivery: it names no delivery.' });
        if (event !== 'deployment_protection_rule') return reply.code(202).send({ taken: false });
        const asked = deploymentIn(body, access.api);
        if (asked === undefined) throw errors.invalid({ what: 'It is no request for a deployment, or is to be answered elsewhere than at the GitHub of the settings.' });
        const taken = await deployments.take(delivery, asked);
        if (!taken) log.info({ repository: asked.repository, delivery }, 'a deployment was told of again, or is of a repository that the program does not name');
        return reply.code(202).send({ taken });
      },
    );
  });
}
