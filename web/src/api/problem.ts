import { z } from 'zod';

const Document = z.object({
  title: z.string(),
  status: z.number(),
  code: z.string(),
  hint: z.string().optional(),
  requestId: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/** What the server answered instead of what was asked for (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** Stable word of the error catalogue; `unreachable` where no answer came, `unreadable` where it made no sense. */
  readonly code: string;
  readonly status: number;
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(fields: { title: string; code: string; status: number; hint?: string | undefined; requestId?: string | undefined; details?: Record<string, unknown> | undefined }) {
    super(fields.title);
    this.code = fields.code;
    this.status = fields.status;
    this.hint = fields.hint;
    this.requestId = fields.requestId;
    this.details = fields.details ?? {};
  }
}

export const unreachable = (): Problem =>
  new Problem({ title: 'The Glacis server does not answer.', code: 'unreachable', status: 0, hint: 'Is it running, and can you reach it? What you see may be old.' });

const unreadable = (status: number): Problem =>
  new Problem({ title: `The server gave an answer that cannot be read (${status}).`, code: 'unreadable', status, hint: 'Reload the page: it may be older than the server.' });

/** Reads the error document of an answer that was not fine. */
export async function problemOf(response: Response): Promise<Problem> {
  const parsed = Document.safeParse(await response.json().catch(() => null));
  return parsed.success ? new Problem(parsed.data) : unreadable(response.status);
}

/** An answer that does not keep its contract is told as a problem, not shown as an empty page. */
export const brokenContract = (where: string, error: z.ZodError): Problem =>
  new Problem({
    title: `The answer of ${where} is not what this page expects.`,
    code: 'unreadable',
    status: 200,
    hint: `Reload the page: it may be older than the server. (${error.issues[0]?.path.join('.') ?? ''}: ${error.issues[0]?.message ?? ''})`,
  });

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem({ title: error instanceof Error ? error.message : String(error), code: 'unexpected', status: 0 });
