import type { GateAnswer } from '../../../../../src/program/contract.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { useNow } from '../../../ui/time/now.ts';
import { dayOf } from '../../vulnerabilities/days/calendar.ts';
import { sayDay } from '../../vulnerabilities/days/words.ts';

type Props = Pick<GateAnswer, 'forecast' | 'noForecast'> & { /** Why nothing says when is on hover. */ short?: boolean };

/** When something is likely to be reached, between which days, and on hover what that rests on; or why nothing says when. */
export function ForecastOf({ forecast, noForecast, short = false }: Props) {
  const today = dayOf(useNow());
  if (forecast === null) return noForecast === null ? null : <span className="quiet" title={noForecast}>no forecast{short ? ' yet' : <>: <Text value={noForecast} /></>}</span>;
  const { likely, earliest, latest, words } = forecast;
  return <span title={words}>likely <b>{sayDay(likely, today)}</b>{earliest === latest ? '' : <span className="quiet">, between {sayDay(earliest, today)} and {sayDay(latest, today)}</span>}</span>;
}
