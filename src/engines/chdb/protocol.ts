import { z } from 'zod';

/** What the server tells the event engine's process, once, after starting it. Over IPC: the password is in no argument list. */
export type ChildOptions = {
  socket: string;
  /** Directory for the bodies of INSERTs under way; emptied at the start. */
  incoming: string;
  /** Directory in which the server leaves what it inserts, so that it need not pass through a socket. */
  blocks: string;
  memoryBytes: number;
  tcp?: { host: string; port: number; password: string } | undefined;
};

/** What it answers, once. */
export const ChildReport = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ready'), version: z.string(), port: z.number().optional() }),
  z.object({ is: z.literal('failed'), reason: z.string() }),
]);
export type ChildReport = z.infer<typeof ChildReport>;
