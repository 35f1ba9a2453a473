import { useCopy } from '../../../ui/Copy.tsx';
import { Menu, MenuItem, MenuLine, MenuTitle } from '../../../ui/overlay/Menu.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { term } from '../query/terms.ts';
import { isEntity, type Pivot } from './pivot.ts';
import s from './Event.module.css';

/** Where a value can lead. */
export type Pivoting = {
  /** Only events with it, or all but those. */
  filter: (pivot: Pivot, exclude: boolean) => void;
  /** Everything that mentions it, whatever the query was. */
  everything: (value: string) => void;
  /** Everything five minutes around this event. */
  around: () => void;
};

type Props = { path: string; value: string; pivot: Pivot | null; pivoting: Pivoting };

/** A value, and what can be asked next because of it. */
export function PivotMenu({ path, value, pivot, pivoting }: Props) {
  const [copied, copy] = useCopy();
  return (
    <Menu
      label={`What to do with ${value.slice(0, 80)}`}
      trigger={(props) => <button type="button" {...props} className={s.value}><Text value={value} />{copied ? <span className="quiet"> copied</span> : null}</button>}
    >
      {(close) => {
        const then = (act: () => void) => () => { close(); act(); };
        return (
          <>
            {pivot === null ? null : (
              <>
                <MenuTitle><code><Text value={term(pivot.field, pivot.value).slice(0, 60)} /></code></MenuTitle>
                <MenuItem icon="plus" onSelect={then(() => pivoting.filter(pivot, false))}>Only these</MenuItem>
                <MenuItem icon="minus" onSelect={then(() => pivoting.filter(pivot, true))}>Without these</MenuItem>
              </>
            )}
            {isEntity(path) ? <MenuItem icon="search" onSelect={then(() => pivoting.everything(value))}>Everything that mentions it</MenuItem> : null}
            <MenuItem icon="clock" onSelect={then(pivoting.around)}>All events ±5 minutes</MenuItem>
            <MenuLine />
            <MenuItem icon="copy" onSelect={then(() => copy(value))}>Copy</MenuItem>
          </>
        );
      }}
    </Menu>
  );
}
