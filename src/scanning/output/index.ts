import type { Format, ScanReport } from '../contract.ts';
import { cyclonedx } from './cyclonedx.ts';
import { json } from './json.ts';
import { openvex } from './openvex.ts';
import { sarif } from './sarif.ts';
import { spdx } from './spdx.ts';
import { table, type TableOptions } from './table.ts';

export { colours, plainly } from './columns.ts';
export { targetPurl } from './openvex.ts';

/** The report in a format; options matter to the table only. */
export function render(report: ScanReport, format: Format, options: TableOptions): string {
  switch (format) {
    case 'table': return table(report, options);
    case 'json': return json(report);
    case 'cyclonedx': return cyclonedx(report);
    case 'spdx-json': return spdx(report);
    case 'sarif': return sarif(report);
    case 'openvex': return openvex(report);
  }
}
