const shown = ['facts', 'claims', 'keys'] as const;
const which = ['all', 'unknown', 'outside'] as const;
const deeds = ['say', 'key'] as const;

/** What the Evidence page shows; all of it stands in the address. */
export type EvidenceView = {
  show: (typeof shown)[number];
  which: (typeof which)[number];
  search: string;
  /** Id of the fact that is open. */
  fact: string | undefined;
  doing: (typeof deeds)[number] | undefined;
};

const MOST = 200;

export const readEvidenceView = (search: Readonly<Record<string, string>>): EvidenceView => ({
  show: shown.find((word) => word === search['show']) ?? 'facts',
  which: which.find((word) => word === search['which']) ?? 'all',
  search: (search['q'] ?? '').slice(0, MOST),
  fact: search['fact']?.slice(0, MOST),
  doing: deeds.find((word) => word === search['do']),
});

/** The words of the address for a view; what is usual is left out. */
export const writeEvidenceView = ({ show, which: only, search, fact, doing }: Partial<EvidenceView>): Record<string, string> => ({
  ...(show === undefined || show === 'facts' ? {} : { show }),
  ...(only === undefined || only === 'all' ? {} : { which: only }),
  ...(search === undefined || search === '' ? {} : { q: search }),
  ...(fact === undefined ? {} : { fact }),
  ...(doing === undefined ? {} : { do: doing }),
});

type Named = { id: string; meaning: string; known: boolean; measured: boolean };

/** The facts that a view leaves: by words of id and meaning, in any order. */
export function narrowed<T extends Named>(facts: readonly T[], { which: only, search }: Pick<EvidenceView, 'which' | 'search'>): T[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return facts.filter(({ id, meaning, known, measured }) => {
    if (only === 'unknown' ? known : only === 'outside' && measured) return false;
    const text = `${id} ${meaning}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
