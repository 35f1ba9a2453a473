import { Text } from '../../../ui/text/Text.tsx';
import s from './AssetName.module.css';

/** A name of which the registry or host gives way first where there is little room: what tells assets apart stands at the end. */
export function AssetName({ name }: { name: string }) {
  const slash = name.indexOf('/');
  const host = slash > 0 && /[.:]/.test(name.slice(0, slash)) ? name.slice(0, slash + 1) : '';
  return (
    <span className={s.name}>
      {host === '' ? null : <span className={s.host}><Text value={host} /></span>}
      <span className={s.rest}><Text value={name.slice(host.length)} /></span>
    </span>
  );
}
