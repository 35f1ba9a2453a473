export { createApi, type Api } from './app.ts';
export { clientSignal } from './disconnect.ts';
export { Page, decodeCursor, encodeCursor, pageQuery } from './page.ts';
export { sendProblem } from './problem.ts';
export { openStream, type EventStream } from './stream.ts';
export type { Authenticate, OnRefused } from './guard.ts';
