import { oneOf, stored, useStored } from '../ui/stored.ts';

export type Theme = 'dark' | 'light' | 'system';

/** The same key is read by `public/theme.js` before the first paint. */
export const themeSetting = stored<Theme>('glacis.theme', oneOf<Theme>('dark', 'light', 'system'));

const systemLight = matchMedia('(prefers-color-scheme: light)');

function apply(): void {
  const theme = themeSetting.get();
  document.documentElement.dataset['theme'] = theme === 'light' || (theme === 'system' && systemLight.matches) ? 'light' : 'dark';
}

/** Keeps the page in the chosen theme, also when the system changes its mind. */
export function followTheme(): void {
  apply();
  themeSetting.subscribe(apply);
  systemLight.addEventListener('change', apply);
}

export const useTheme = (): Theme => useStored(themeSetting);

const order: readonly Theme[] = ['dark', 'light', 'system'];

export const nextTheme = (theme: Theme): Theme => order[(order.indexOf(theme) + 1) % order.length] ?? 'dark';
