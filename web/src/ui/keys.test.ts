import { expect, test } from 'vitest';
import { strokeOf } from './keys.ts';

const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  strokeOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test.for([
  ['k', { ctrlKey: true }, 'mod+k'], ['K', { metaKey: true }, 'mod+k'], ['?', { shiftKey: true }, '?'], ['J', { shiftKey: true }, 'j'], ['Enter', { shiftKey: true }, 'shift+Enter'], ['x', { altKey: true }, 'alt+x'],
] as const)('%s with %j is the stroke %s', ([key, held, stroke]) => {
  expect(pressed(key, held)).toBe(stroke);
});
