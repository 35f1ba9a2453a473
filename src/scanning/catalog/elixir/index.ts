import type { Cataloguer } from '../cataloguer.ts';
import { mixLock } from './mix-lock.ts';

/** Elixir and Erlang packages of Hex. */
export const elixir: readonly Cataloguer[] = [mixLock];
