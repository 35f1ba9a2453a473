import type { Kernel } from '../catalog/cataloguer.ts';
import { compareReleases } from './release-order.ts';

/**
 * Why a machine wants a reboot: a newer kernel of the flavour that runs is installed, the distribution left word of it
 * (`/run/reboot-required`, Debian and Ubuntu), or the first process runs code that was replaced.
 */
export function rebootReasons({ kernels, word, initReplaced }: {
  kernels: readonly Kernel[];
  /** Packages that asked for it; undefined where nobody left word. */
  word: readonly string[] | undefined;
  /** Files that process 1 still runs although they were replaced. */
  initReplaced: readonly string[];
}): string[] {
  const running = kernels.find((kernel) => kernel.running)?.release;
  const newer = running === undefined ? undefined : kernels
    .filter(({ release }) => release !== running && flavourOf(release) === flavourOf(running) && compareReleases(release, running) > 0)
    .map(({ release }) => release)
    .sort(compareReleases)
    .at(-1);
  return [
    ...(newer === undefined ? [] : [`kernel ${running} runs, ${newer} is installed`]),
    ...(word === undefined ? [] : [word.length === 0 ? 'the distribution asks for it' : `the distribution asks for it after updates of ${word.slice(0, 10).join(', ')}`]),
    ...(initReplaced.length === 0 ? [] : [`process 1 runs replaced code (${initReplaced.slice(0, 3).join(', ')})`]),
  ];
}

/** `amd64` of `6.1.0-37-amd64`, `generic` of `5.15.0-91-generic`; empty where the release ends in a number or an architecture of rpm. */
const flavourOf = (release: string): string => /-([a-z][a-z0-9-]*)$/.exec(release)?.[1] ?? '';
