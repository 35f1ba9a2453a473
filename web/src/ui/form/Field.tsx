import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from '../cx.ts';
import { Icon } from '../Icon.tsx';
import s from './Field.module.css';

type FieldProps = {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: (props: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode;
};

/** A labelled control with what helps to fill it in and what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error !== undefined || hint !== undefined ? `${id}-note` : undefined;
  return (
    <div className={s.field}>
      <label htmlFor={id} className={s.label}>{label}</label>
      {children({ id, 'aria-describedby': note, 'aria-invalid': error === undefined ? undefined : true })}
      {note === undefined ? null : (
        <div id={note} className={cx(s.note, error !== undefined && s.wrong)}>
          {error === undefined ? hint : <><Icon name="warning" size={14} />{error}</>}
        </div>
      )}
    </div>
  );
}

type InputProps = ComponentProps<'input'> & { mono?: boolean };
export const Input = ({ mono = false, className, ...rest }: InputProps) => (
  <input autoComplete="off" spellCheck={false} {...rest} className={cx(s.input, mono && 'mono', className)} />
);

export const TextArea = ({ className, ...rest }: ComponentProps<'textarea'>) => <textarea {...rest} className={cx(s.input, s.area, className)} />;

export const Select = ({ className, children, ...rest }: ComponentProps<'select'>) => (
  <span className={cx(s.select, className)}>
    <select {...rest} className={s.input}>{children}</select>
    <Icon name="down" size={14} />
  </span>
);

/** A yes or no with its words beside it. */
export const Check = ({ label, hint, ...rest }: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; hint?: ReactNode }) => (
  <label className={s.check}>
    <input type="checkbox" {...rest} />
    <span>
      {label}
      {hint === undefined ? null : <span className={s.note}>{hint}</span>}
    </span>
  </label>
);

/** Fields one below the other, and the buttons that end them. */
export const Form = ({ className, ...rest }: ComponentProps<'form'>) => <form noValidate {...rest} className={cx(s.form, className)} />;
export const FormEnd = ({ children }: { children: ReactNode }) => <div className={s.end}>{children}</div>;
