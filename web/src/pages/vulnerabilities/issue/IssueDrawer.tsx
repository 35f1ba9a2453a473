import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Issue, IssueDetail } from '../../../../../src/vulnerabilities/contract.ts';
import { issueQuery, policyQuery } from '../../../api/vulnerabilities.ts';
import { Button, IconButton } from '../../../ui/form/Button.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { Drawer } from '../../../ui/overlay/Drawer.tsx';
import { Menu, MenuItem } from '../../../ui/overlay/Menu.tsx';
import { Severity } from '../../../ui/state/Severity.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { steps as known, stepsFor, type Step } from '../decide/steps.ts';
import { whyRequired } from '../policy/sentences.ts';
import { Kev, sayFix } from '../signs/Marks.tsx';
import { Standing } from '../signs/Standing.tsx';
import { Clocks } from './Clocks.tsx';
import { Decisions } from './Decisions.tsx';
import { History } from './History.tsx';
import { Places } from './Places.tsx';
import { Priority } from './Priority.tsx';
import { Ratings } from './Ratings.tsx';
import { References } from './References.tsx';
import { TicketOf } from './TicketOf.tsx';
import s from './Issue.module.css';

type Props = {
  id: string;
  /** The issue, where the list has it. */
  known: Issue | undefined;
  may: (step: Step) => boolean;
  busy: boolean;
  onStep: (step: Step, issue: Issue) => void;
  onClose: () => void;
};

/** How many steps have a button; the others are in a menu. */
const BUTTONS = 4;

/** One issue whole: why it is required, where it is, what was decided, and what can be. */
export function IssueDrawer({ id, known: listed, may, busy, onStep, onClose }: Props) {
  const { data: detail, error } = useQuery(issueQuery(id));
  const issue: Issue | undefined = detail ?? listed;
  return (
    <Drawer
      wide
      label="Issue"
      onClose={onClose}
      head={issue === undefined ? <h2>Issue</h2> : (
        <>
          <Severity value={issue.severity} short />
          <span className="mono">{issue.score?.toFixed(1) ?? ''}</span>
          <Kev kev={issue.kev} />
          <h2 className="cut mono"><Link to="/vulnerabilities/$id" params={{ id: issue.vulnerability }} title="All that is known of it"><Text value={issue.vulnerability} /></Link></h2>
          <Standing issue={issue} />
        </>
      )}
    >
      {issue === undefined && error !== null ? <Trouble error={error} /> : null}
      {issue === undefined ? null : (
        <>
          <Steps steps={stepsFor(issue).filter(may)} busy={busy} onStep={(step) => onStep(step, issue)} />
          <Summary issue={issue} remedy={detail?.remedy} />
          {detail === undefined ? null : <Details issue={detail} />}
        </>
      )}
    </Drawer>
  );
}

type StepsProps = { steps: readonly Step[]; busy: boolean; onStep: (step: Step) => void };

/** What can be done, the likeliest first. */
const Steps = ({ steps, busy, onStep }: StepsProps) =>
  steps.length === 0 ? null : (
    <div className={s.steps}>
      {steps.slice(0, BUTTONS).map((step, index) => (
        <Button key={step} look={index === 0 ? 'primary' : 'plain'} busy={busy} onClick={() => onStep(step)}>{known[step].verb} <Kbd keys={known[step].key} /></Button>
      ))}
      {steps.length <= BUTTONS ? null : (
        <Menu label="What else can be done" align="end" trigger={(props) => <IconButton {...props} icon="more" label="What else can be done" />}>
          {(close) => steps.slice(BUTTONS).map((step) => <MenuItem key={step} hint={known[step].key} onSelect={() => { close(); onStep(step); }}>{known[step].verb}</MenuItem>)}
        </Menu>
      )}
    </div>
  );

/** What it is and why somebody has to do something about it. */
function Summary({ issue, remedy }: { issue: Issue; remedy: string | undefined }) {
  const { data } = useQuery(policyQuery);
  const others = issue.aliases.filter((alias) => alias !== issue.vulnerability);
  return (
    <section className={s.section}>
      {issue.summary === '' ? null : <p className={s.summary}><Text value={issue.summary} /></p>}
      <p className={issue.required ? undefined : 'quiet'}>{whyRequired(issue, data?.policy)}</p>
      <dl className={s.facts}>
        <dt>Package</dt><dd><span className="mono"><Text value={issue.package.name} /></span> <span className="quiet"><Text value={issue.package.ecosystem} /></span></dd>
        <dt>Remedy</dt><dd>{issue.fix.is === 'fixed' ? <span className="mono"><Text value={remedy ?? sayFix(issue.fix)} /></span> : <Text value={remedy ?? sayFix(issue.fix)} />}</dd>
        <dt>Owner</dt><dd>{issue.owner === null ? <span className="quiet">nobody</span> : <Text value={issue.owner} />}</dd>
        {others.length === 0 ? null : <><dt>Also called</dt><dd className="mono"><Text value={others.join(', ')} /></dd></>}
        <dt>Ticket</dt><dd><TicketOf issue={issue} /></dd>
      </dl>
    </section>
  );
}

const Details = ({ issue }: { issue: IssueDetail }) => (
  <>
    <Decisions decisions={issue.decisions} />
    <Priority priority={issue.priority} factors={issue.factors} />
    <Clocks clocks={issue.clocks} next={issue.clock} state={issue.state} />
    <Places issue={issue} />
    <Ratings ratings={issue.ratings} epss={issue.epss} kev={issue.kev} />
    <References references={issue.references} />
    <History history={issue.history} />
  </>
);
