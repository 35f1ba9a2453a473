import type { z } from 'zod';
import { accessSettings, appKey, type SyncState } from '../../codehost/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { TrackingSettings, type SaveTrackingSettings } from './contract.ts';
import type { TrackingFile } from '../file/tracking.ts';

const Shown = TrackingSettings.pick({ api: true, appId: true });
export type TrackingAccess = z.infer<typeof Shown> & { token: string; secrets: ReadonlyMap<'token' | 'webhookSecret' | 'appKey', string> };
export type TrackingSettingsDesk = ReturnType<typeof trackingSettings>;

/** How GitHub is reached for the program. Tickets have a token of their own: they need other rights, in other repositories. */
export function trackingSettings(kernel: Pick<Kernel, 'db' | 'clock' | 'audit' | 'sealer'> & { state: SyncState; tracking: () => Promise<TrackingFile | undefined> }) {
  const { state, tracking } = kernel;
  const access = accessSettings(kernel, { name: 'program.tracking', action: 'settings.tracking', shape: Shown, others: ['webhookSecret', 'appKey'] as const, forget: (tx) => state.forget(tx) });

  async function read(): Promise<TrackingSettings | null> {
    const found = await access.read();
    if (found === null) return null;
    const repository = (await tracking())?.repository;
    const problem = repository === undefined ? null : (await state.read({ ...found.shown, repository })).problem;
    return { ...found.shown, tokenSet: true, webhookSecretSet: found.has.has('webhookSecret'), appKeySet: found.has.has('appKey'), problem };
  }

  return {
    read,
    target: (): Promise<TrackingAccess | null> => access.target(),
    /** @throws {GlacisError} `invalid` when no token is given where one is needed, or the key of the app is none. */
    async save({ api, appId, ...secrets }: SaveTrackingSettings, by: Principal): Promise<TrackingSettings> {
      if (typeof secrets.appKey === 'string') appKey(secrets.appKey);
      await access.save({ api, appId }, secrets, by);
      const saved = await read();
      if (saved === null) throw errors.notFound({ what: 'setting' });
      return saved;
    },
    remove: access.remove,
  };
}
