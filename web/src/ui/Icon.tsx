/** Strokes on a grid of 16, drawn for this application. */
const paths = {
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9zM10.300 10.300L14 14',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  down: 'M4 6l4 4 4-4',
  left: 'M10 4L6 8l4 4',
  right: 'M6 4l4 4-4 4',
  up: 'M4 10l4-4 4 4',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3.300l2.200 1.700',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  columns: 'M2.5 3h11v10h-11zM6.200 3v10M9.800 3v10',
  download: 'M8 2.5v7.5M4.5 7L8 10.5 11.5 7M3 13.5h10',
  bookmark: 'M4 2.5h8v11L8 10.5 4 13.5z',
  play: 'M5 3.5v9l7-4.5z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z',
  sun: 'M8 5.200a2.800 2.800 0 1 0 0 5.6a2.800 2.800 0 0 0 0-5.6zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.400 3.400l1 1M11.6 11.6l1 1M12.6 3.400l-1 1M4.400 11.6l-1 1',
  system: 'M2.5 3h11v8h-11zM6 13.5h4',
  user: 'M8 2.5a2.700 2.700 0 1 0 0 5.400a2.700 2.700 0 0 0 0-5.400zM3 13.5c.6-2.6 2.5-3.900 5-3.900s4.400 1.300 5 3.900',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.200M8 11.6v.01',
  upload: 'M8 10.5V3M4.5 6L8 2.5 11.5 6M3 13.5h10',
  external: 'M6.5 3.5h-3v9h9v-3M9 3h4v4M13 3L7.5 8.5',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.55M13 2.5V5h-2.5',
} as const;

export type IconName = keyof typeof paths;

/** A sign beside words, or alone in a control that has a label. Hidden from readers of the screen. */
export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }) => (
  <svg aria-hidden="true" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth={name === 'more' ? 2 : 1.3} strokeLinecap="round" strokeLinejoin="round" style={{ flex: 'none' }}>
    <path d={paths[name]} />
  </svg>
);
