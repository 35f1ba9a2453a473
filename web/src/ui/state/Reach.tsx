import s from './State.module.css';

type Reached = { exposed: boolean; internetFacing: boolean };

const globe = 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM2.300 6.300h11.400M2.300 9.700h11.400M8 2c-3.500 3.500-3.500 8.500 0 12M8 2c3.500 3.500 3.500 8.500 0 12';
const plug = 'M8 9.500v4M5.300 13.500h5.400M8 6.500a1.500 1.500 0 1 0 0 3a1.500 1.500 0 0 0 0-3zM4.800 11.200a4.500 4.500 0 0 1 0-6.400M11.200 11.200a4.500 4.500 0 0 0 0-6.400';

/** From where it can be reached: by strangers, by other machines, or not. */
export const Reach = (reached: Reached) => {
  const { exposed, internetFacing } = reached;
  if (!exposed && !internetFacing) return <span className="quiet"><span aria-hidden="true">–</span><span className="unseen">Not exposed</span></span>;
  return (
    <span className={s.state} title={internetFacing ? `Strangers can reach it${exposed ? ', and it listens to other machines' : ''}` : 'It listens on an address that other machines reach'}>
      <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.2" strokeLinecap="round" aria-hidden="true" style={{ color: internetFacing ? 'var(--high)' : 'var(--text)', flex: 'none' }}><path d={internetFacing ? globe : plug} /></svg>
      {internetFacing ? 'Internet' : 'Listening'}
    </span>
  );
};
