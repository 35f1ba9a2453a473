import type { Outgoing } from '../../src/kernel/outgoing.ts';

/** A way out by which a server dies at one request: before it is sent, or before its answer is heard. */
export function dyingOutgoing(real: Outgoing) {
  const state = {
    /** At which request, counted from one. */
    fault: undefined as { at: number; when: 'before' | 'after' } | undefined,
    /** The methods of all requests since it was begun. */
    asked: [] as string[],
  };
  const outgoing: Outgoing = {
    ...real,
    async fetch(url, init) {
      state.asked.push(init?.method ?? 'GET');
      const dies = state.asked.length === state.fault?.at;
      if (dies && state.fault?.when === 'before') throw new Error('the server dies here');
      const answer = await real.fetch(url, init);
      if (dies) throw new Error('the server dies here');
      return answer;
    },
  };
  return { outgoing, state, begin: (fault?: typeof state.fault) => { Object.assign(state, { fault, asked: [] }); } };
}
