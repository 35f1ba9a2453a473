/** A row of small numbers, as bars without a scale; what it says stands in `label`. */
export function Sparkline({ values, label, width = 96, height = 16 }: { values: readonly number[]; label: string; width?: number; height?: number }) {
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  const path = values
    .map((value, index) => {
      if (value === 0) return '';
      const top = height - Math.max(1, Math.round((value / most) * height));
      const left = Math.round(index * step);
      return `M${left} ${height}V${top}H${Math.max(left + 1, Math.round((index + 1) * step) - 1)}V${height}Z`;
    })
    .join('');
  return (
    <svg width={width} height={height} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line-strong)" fill="none" />
      <path d={path} fill="var(--quiet)" />
    </svg>
  );
}
