import { parseSearch } from './address.ts';

const step = /^[\w~%@:-][\w.~%@:-]*$/;

/** A path of this application as the router takes it; null for what leads out of it (`//elsewhere`, `javascript:`) or is no page. */
export function readLink(path: string): { to: string; search: Record<string, string> } | null {
  const [page = '', query = ''] = path.split('#', 1)[0]?.split('?', 2) ?? [];
  const [before, ...steps] = page.split('/');
  if (before !== '' || steps.length === 0 || steps[0] === 'api' || !(page === '/' || steps.every((name) => step.test(name)))) return null;
  return { to: page, search: parseSearch(query) };
}
