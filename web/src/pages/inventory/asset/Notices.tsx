import type { ReactNode } from 'react';
import type { AssetDetail } from '../../../../../src/inventory/contract.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import s from './Asset.module.css';

/** What about it should not wait: it is gone, does not speak, was not read in full, or does not run what was repaired. */
export function Notices({ asset: { kind, retiredAt, silent, agent, scan, reboot, outdated } }: { asset: AssetDetail }) {
  const said: [string, ReactNode][] = [];
  if (retiredAt !== null) said.push(['retired', <>Retired <Ago at={retiredAt} />: it is no longer scanned and its issues ended. What is seen again comes back by itself.</>]);
  if (silent) said.push(['silent', <>Its agent was last heard <Ago at={agent?.lastReportAt ?? null} />: what is shown may be old. Look at it with <code>systemctl status glacis-agent</code>.</>]);
  if (scan.state === 'incomplete') said.push(['incomplete', <>The last scan could not read everything: it closed nothing, and more may be there. Scans says what was not read.</>]);
  if (scan.state === 'never' && kind === 'repository') said.push(['never', <>Never scanned: run <code>glacis scan dir . --report</code> in its CI.</>]);
  if (reboot?.needed === true) said.push(['reboot', <>A reboot is needed{reboot.reasons.length === 0 ? '' : <>: <Text value={reboot.reasons.join('; ')} /></>}.</>]);
  if (outdated.length > 0) said.push(['outdated', <>{countOf(outdated.length, 'process still runs', 'processes still run')} libraries that were replaced on disk: restart {outdated.length === 1 ? 'it' : 'them'} for the repair to take effect.</>]);
  if (said.length === 0) return null;
  return <ul className={s.notices}>{said.map(([what, words]) => <li key={what} className={s.notice}><Icon name="warning" /><span>{words}</span></li>)}</ul>;
}
