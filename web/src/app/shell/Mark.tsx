/** The open slope, and the wall behind it. */
export const Mark = ({ size = 16 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" style={{ color: 'var(--accent)', flex: 'none' }}>
    <path fill="currentColor" d="M0 13.5 10.5 5v8.5zM12 2.5h3v11h-3z" />
  </svg>
);
