import { createNormalizer } from './normalize/index.ts';
import { signInCollector, signInRows, type SignInRow } from './store/sign-ins.ts';

/** The sign-ins of lines, read as those of a batch are (`RecentSignIns`) and stored nowhere: to try what follows them. */
export function signInsOfLines(lines: readonly string[], { source, receivedAt }: { source: string; receivedAt: number }): Iterable<Readonly<SignInRow>> {
  const normalizer = createNormalizer();
  const collector = signInCollector();
  const setting = { batch: 0, ingestedAt: receivedAt, retention: 1, source, normalizer: normalizer.version };
  for (const [line, text] of lines.entries()) collector.add(setting, { prefix: PREFIX, line }, normalizer.normalize(text, { format: null, receivedAt, zone: 'UTC' }));
  const columns = collector.take();
  return columns === undefined ? [] : signInRows(columns);
}

/** Of ids that no delivery has. */
const PREFIX = '0'.repeat(24);
