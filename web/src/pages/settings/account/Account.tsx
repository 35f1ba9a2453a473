import { useMe } from '../../../app/session.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { ChangePassword } from './ChangePassword.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import { Sessions } from './Sessions.tsx';
import s from '../Settings.module.css';

/** How I get in, and where I am in. */
export function Account() {
  const me = useMe();
  return (
    <>
      <PageHead title="Your account" />
      <div className={s.scroll}>
        <section className={s.section}>
          <dl className={s.facts}>
            <dt>Name</dt><dd><Text value={me.name} /></dd>
            <dt>E-mail</dt><dd><Text value={me.email ?? '–'} /></dd>
            <dt>Role</dt><dd>{me.role ?? '–'}</dd>
          </dl>
        </section>
        <SecondFactor on={me.totp} />
        <ChangePassword />
        <Sessions />
      </div>
    </>
  );
}
