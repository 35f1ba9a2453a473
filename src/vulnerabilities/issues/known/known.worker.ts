import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { judging } from '../../../scanning/index.ts';
import { factsOfKnown } from './facts.ts';

/* Looks one vulnerability up. Advisories that fix it among others are found by going through all of them, which takes a moment. */
const { file, id }: { file: string; id: string } = workerData;
const { openAdvisories, scoreOf } = await judging();
if (existsSync(file)) {
  const book = openAdvisories(file);
  parentPort?.postMessage(factsOfKnown(book.known(id), scoreOf), []);
  book.close();
} else {
  parentPort?.postMessage(undefined, []);
}
