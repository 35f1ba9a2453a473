import type { Db } from '../../kernel/database/index.ts';
import type { Entry } from '../../kernel/tar.ts';
import type { Bundle } from '../decision/bundle.ts';
import { parsedPayload, type Envelope } from '../decision/dsse.ts';
import { Decision } from '../decision/statement.ts';
import type { ExportedKeys } from './contract.ts';
import { jsonFile } from './files.ts';
import { decidedGates, decisionRows, type Range } from './rows.ts';

/** So many decisions are one file: each is a bundle that `glacis gate verify` takes. */
const PART = 500;
/** So many changes of a gate are told in the report; all are in the bundles. */
const TOLD = 50;

/** A decision by which a gate became another. */
export type Change = { gate: string; at: string; state: 'open' | 'closed' | 'unknown'; sentence: string; overrides: number };
/** What the report tells of decisions, gathered while they pass. */
export type Changes = { decisions: number; changes: number; last: Change[] };

/** The decisions of all gates as bundles, part by part; `told` is filled on the way. */
export async function* decisionFiles(db: Db, range: Range, keys: ExportedKeys, told: Map<string, Changes>): AsyncGenerator<Entry, void, undefined> {
  for (const gate of await decidedGates(db, range)) {
    const gathered: Changes = { decisions: 0, changes: 0, last: [] };
    told.set(gate, gathered);
    let part = 0;
    let state: string | undefined;
    for await (const rows of decisionRows(db, gate, range)) {
      for (const row of rows) {
        gathered.decisions += 1;
        if (row.state === state) continue;
        state = row.state;
        gathered.changes += 1;
        gathered.last = [...gathered.last.slice(1 - TOLD), changeOf(gate, row)];
      }
      for (let at = 0; at < rows.length; at += PART) {
        part += 1;
        const bundle: Bundle = { mediaType: 'application/vnd.glacis.gate-bundle+json;version=1', rootKey: keys.rootKey, keys: keys.handovers, decisions: rows.slice(at, at + PART).map(({ envelope }) => envelope) };
        yield jsonFile(`decisions/${gate}/${String(part).padStart(4, '0')}.json`, bundle);
      }
    }
  }
}

function changeOf(gate: string, { at, state, envelope }: { at: Date; state: Change['state']; envelope: Envelope }): Change {
  const said = Decision.safeParse(parsedPayload(envelope)).data?.predicate.glacis;
  return { gate, at: at.toISOString(), state, sentence: said?.sentence ?? '', overrides: said?.overrides.length ?? 0 };
}
