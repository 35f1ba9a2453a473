import { rangeFromSearch, rangeToSearch, type Range } from '../../ui/time/range.ts';

const shown = ['to-review', 'unexpected', 'expected', 'all'] as const;

/** What the Sign-ins page shows. */
export type SignInsView = { show: (typeof shown)[number]; range: Range; account: string | undefined; signIn: string | undefined };

const usualRange = '7d';

export const readSignInsView = (search: Readonly<Record<string, string>>): SignInsView => ({
  show: shown.find((word) => word === search['show']) ?? 'to-review',
  range: rangeFromSearch(search, usualRange),
  account: search['account'],
  signIn: search['sign-in'],
});

/** The words of the address for a view; what is usual is left out. */
export const writeSignInsView = ({ show, range, account, signIn }: Partial<SignInsView>): Record<string, string> => ({
  ...(show === undefined || show === 'to-review' ? {} : { show }),
  ...(range === undefined ? {} : rangeToSearch(range, usualRange)),
  ...(account === undefined ? {} : { account }),
  ...(signIn === undefined ? {} : { 'sign-in': signIn }),
});

/** What the API is asked for. */
export function signInsFilter({ show, account }: SignInsView): { expected?: boolean; reviewed?: boolean; account?: string } {
  const only = account === undefined ? {} : { account };
  switch (show) {
    case 'to-review': return { ...only, expected: false, reviewed: false };
    case 'unexpected': return { ...only, expected: false };
    case 'expected': return { ...only, expected: true };
    case 'all': return only;
  }
}
