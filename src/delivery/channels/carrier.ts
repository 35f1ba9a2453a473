import type { Outgoing } from '../../kernel/outgoing.ts';
import type { Message } from '../message.ts';

/** A channel with its secrets open, as only the sender sees it. */
export type Target = {
  url: string | null;
  recipients: readonly string[];
  signingSecret: string | null;
  mail: MailAccount | null;
};

export type MailAccount = { host: string; port: number; security: 'starttls' | 'tls' | 'none'; from: string; user: string | undefined; password: string | undefined };

/** Carries one message to one target. Called again with the same id after a failure or a crash. */
export type Carrier = (
  letter: { id: string; message: Message; at: number; link: string },
  target: Target,
  tools: { outgoing: Outgoing; now: number; timeoutMs: number },
) => Promise<void>;
