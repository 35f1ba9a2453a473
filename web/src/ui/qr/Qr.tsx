import { useMemo } from 'react';
import { qrCode } from './qr.ts';

const QUIET = 4;

/** A QR code for a camera: always dark on white, with its quiet zone, in either theme. */
export function Qr({ text, label, size = 180 }: { text: string; label: string; size?: number }) {
  const modules = useMemo(() => qrCode(text), [text]);
  const side = modules.length + QUIET * 2;
  const path = modules.map((line, row) => line.map((dark, column) => (dark ? `M${column + QUIET} ${row + QUIET}h1v1h-1z` : '')).join('')).join('');
  return (
    <svg width={size} height={size} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={`M0 0h${side}v${side}h-${side}z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
