import { parseSearch } from '../../app/address.ts';

/** A path of this application as the router takes it; null for what leads out of it (`//elsewhere`, `javascript:`). */
export function readLink(path: string): { to: string; search: Record<string, string> } | null {
  if (!/^\/(?![/\\])/.test(path) || path.startsWith('/api/')) return null;
  const [to = '', query = ''] = path.split('#', 1)[0]?.split('?', 2) ?? [];
  return { to, search: parseSearch(query) };
}
