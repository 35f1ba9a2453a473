import { Kbd } from '../../ui/Kbd.tsx';
import { useBindings, type Binding } from '../../ui/keys.ts';
import { Dialog } from '../../ui/overlay/Dialog.tsx';
import s from './Help.module.css';

/** The keys that work on this page, now. */
export function Help({ onClose }: { onClose: () => void }) {
  const bindings = useBindings().filter((binding): binding is Binding & { says: string } => binding.says !== undefined);
  const groups = Map.groupBy(bindings, ({ group }) => group ?? 'This page');
  return (
    <Dialog title="Keys" wide onClose={onClose}>
      <div className={s.groups}>
        {[...groups].map(([group, keys]) => (
          <section key={group}>
            <h3 className={s.name}>{group}</h3>
            <dl className={s.keys}>
              {keys.map((binding) => (
                <div key={binding.keys} className={s.line}>
                  <dt>{binding.says}</dt>
                  <dd><Kbd keys={binding.keys} /></dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
