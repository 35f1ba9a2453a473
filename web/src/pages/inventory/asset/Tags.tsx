import type { AssetDetail } from '../../../../../src/inventory/contract.ts';
import { cx } from '../../../ui/cx.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import { Link } from '@tanstack/react-router';
import { assetsLink } from '../view.ts';
import s from './Asset.module.css';

const SHORT = 19;

/** The tags that point to an image now, and what each pointed to before. */
export function Tags({ tags }: { tags: AssetDetail['tags'] }) {
  return (
    <div className={s.scroll}>
      {tags.length === 0 ? <Empty title="No tag points to it"><p>Tags are told by the <Link to="/settings/$part" params={{ part: 'registries' }}>registries that are followed</Link>. One that moved on points to a newer digest.</p></Empty> : (
        <table className={s.table}>
          <caption className="unseen">Tags</caption>
          <thead><tr><th scope="col">Tag</th><th scope="col">Points here since</th><th scope="col">Pointed before to</th></tr></thead>
          <tbody>
            {tags.map(({ reference, movedAt, before }) => (
              <tr key={reference}>
                <td className="mono"><Text value={reference} /></td>
                <td className={s.one}><Ago at={movedAt} /></td>
                <td className={cx(s.one, 'mono')}>{before === null ? <span className="quiet">nothing: it was new</span> : <Link {...assetsLink({ search: before })} title={before}>{before.slice(0, SHORT)}…</Link>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
