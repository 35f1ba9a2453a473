import { Link } from '@tanstack/react-router';
import type { AssetDetail } from '../../../../../src/inventory/contract.ts';
import { CopyIcon } from '../../../ui/Copy.tsx';
import { Reach } from '../../../ui/state/Reach.tsx';
import { ScanState } from '../../../ui/state/ScanState.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { useNow } from '../../../ui/time/now.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { issuesLink } from '../../vulnerabilities/issues/view.ts';
import { IssueCells } from '../parts/IssueCells.tsx';
import { assetsLink } from '../view.ts';
import s from './Asset.module.css';

const keyNames: Record<AssetDetail['kind'], string> = { image: 'Digest', node: 'Machine', repository: 'Address' };

/** What it is, who answers for it, and how well it is known. */
export function Facts({ asset }: { asset: AssetDetail }) {
  const { kind, key, lineage, platform, distribution, owner, environment, exposed, internetFacing, running, scan, silent, agent, firstSeenAt, lastSeenAt, issues, note } = asset;
  return (
    <div className={s.facts}>
      <dl>
        <dt>{keyNames[kind]}</dt><dd><span className="mono cut" title={key}><Text value={key} /></span><CopyIcon text={key} label={`Copy the ${keyNames[kind].toLowerCase()}`} /></dd>
        {kind === 'image' ? <><dt>Version of</dt><dd><Link {...assetsLink({ search: lineage })} className="mono cut" title="All that is known of it"><Text value={lineage} /></Link></dd></> : null}
        <dt>System</dt><dd>{distribution === null ? <span className="quiet">not known</span> : <span className="cut"><Text value={distribution.name} /></span>}</dd>
        {distribution === null || distribution.endOfLife === null ? null : <><dt>End of life</dt><dd><EndOfLife day={distribution.endOfLife} /></dd></>}
        <dt>Platform</dt><dd>{platform === null ? <span className="quiet">not known</span> : <span className="mono">{platform}</span>}</dd>
      </dl>
      <dl>
        <dt>Owner</dt><dd className="cut">{owner === null ? <span className="quiet">nobody</span> : <b><Text value={owner} /></b>}<span className="quiet cut"><Why asset={asset} /></span></dd>
        <dt>Environment</dt><dd>{environment === null ? <span className="quiet">not said</span> : <Text value={environment} />}</dd>
        <dt>Reached from</dt><dd>{exposed || internetFacing ? <Reach exposed={exposed} internetFacing={internetFacing} /> : <span className="quiet">nowhere, as far as is known</span>}</dd>
        {kind === 'repository' ? null : <><dt>Runs</dt><dd>{kind === 'image' ? (running === 0 ? <span className="quiet">nowhere, as far as is known</span> : `on ${countOf(running, 'node or cluster', 'nodes and clusters')}`) : running === 0 ? <span className="quiet">no container, as far as is known</span> : countOf(running, 'image')}</dd></>}
      </dl>
      <dl>
        <dt>Scanned</dt><dd><ScanState value={scan.state} />{scan.at === null ? null : <span className="quiet"><Ago at={scan.at} /></span>}</dd>
        {agent === null ? null : <><dt>Agent</dt><dd className={silent ? s.eol : undefined}>{silent ? 'silent, heard' : 'heard'} <Ago at={agent.lastReportAt} /> <span className="quiet">version {agent.version}</span></dd></>}
        <dt>Seen</dt><dd><Ago at={lastSeenAt} /><span className="quiet">first <Ago at={firstSeenAt} /></span></dd>
        <dt>Open issues</dt><dd>{scan.state === 'never' ? <span className="quiet">not known</span> : <IssueCells counts={issues} />}</dd>
        <dt>Undecided</dt><dd>{issues.undecided === 0 ? <span className="quiet">none</span> : <Link {...issuesLink({ tab: 'undecided', only: { asset: asset.id } })}>{countOf(issues.undecided, 'required issue')} to plan</Link>}</dd>
      </dl>
      {note === '' ? null : <p className={s.note}><Text value={note} /></p>}
    </div>
  );
}

/** How its owner is known. */
function Why({ asset: { owner, ownerRule } }: { asset: AssetDetail }) {
  if (ownerRule !== null) return <>by the rule “<Text value={ownerRule} />”</>;
  return owner === null ? <>no rule fits</> : <>said by hand</>;
}

/** Until when a system gets fixes. */
function EndOfLife({ day }: { day: string }) {
  const over = Date.parse(day) < useNow();
  return <><span className={over ? s.eol : undefined}>{day.slice(0, 10)}</span><span className={over ? s.eol : 'quiet'}>{over ? 'it gets no fixes any more' : <Ago at={day} />}</span></>;
}
