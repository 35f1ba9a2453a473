import { useLayoutEffect, useState } from 'react';

/**
 * The token of a one-time link (`#token=…`), null where there is none. It is taken out of the address, so that it stays in no
 * history and no screenshot.
 */
export function useLinkToken(): string | null {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token'));
  useLayoutEffect(() => {
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
  }, []);
  return token;
}
