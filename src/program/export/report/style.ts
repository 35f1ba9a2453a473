import { html } from '../../../kernel/html.ts';

/** The look of the report: it stands alone, in light, in dark and on paper; no font, image or script from anywhere. */
export const STYLE = html`<style>
:root{color-scheme:light dark;--ground:#faf9f5;--surface:#fff;--line:#e0ddd3;--text:#1b2225;--quiet:#5d686c;--closed:#b93423;--open:#2a7443;--hatch:#8a949c}
@media (prefers-color-scheme:dark){:root{--ground:#0e1214;--surface:#14191c;--line:#262d32;--text:#e4e8e6;--quiet:#93a0a3;--closed:#e5533d;--open:#62b77a;--hatch:#8a949c}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:13px/1.45 "IBM Plex Sans",system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:20px;line-height:1.3;margin:0 0 4px;font-weight:600}
h2{font-size:15px;margin:32px 0 8px;font-weight:600}
h3{font-size:13px;margin:20px 0 4px;font-weight:600}
p{margin:4px 0 8px;max-width:80ch}
.quiet{color:var(--quiet)}
code,.mono{font-family:"IBM Plex Mono",ui-monospace,monospace;font-size:12px}
table{width:100%;border-collapse:collapse;background:var(--surface);border:1px solid var(--line);margin:8px 0 16px}
th,td{text-align:left;vertical-align:top;padding:5px 8px;border-top:1px solid var(--line)}
th{color:var(--quiet);font-weight:400;border-top:0;white-space:nowrap}
.gate h2 .quiet{font-size:13px;font-weight:400}
.mark{display:inline-block;min-width:72px;padding:0 8px;border-radius:3px;border:1px solid var(--hatch);text-align:center;white-space:nowrap}
.open,.met{border-color:var(--open);color:var(--open)}
.closed,.unmet{border-color:var(--closed);background:var(--closed);color:var(--ground)}
.unknown{background:repeating-linear-gradient(135deg,transparent 0 4px,color-mix(in srgb,var(--hatch) 30%,transparent) 4px 6px)}
.gates{display:grid;gap:8px;margin:16px 0}
.gate{background:var(--surface);border:1px solid var(--line);border-radius:3px;padding:12px 16px}
.gate h2{margin:0 0 4px;display:flex;gap:12px;align-items:baseline;flex-wrap:wrap}
.gate ul{margin:4px 0 0;padding-left:18px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:8px 0}
dt{color:var(--quiet)}dd{margin:0}
@media (max-width:640px){dl{grid-template-columns:1fr}dd{margin-bottom:4px}table{display:block;overflow-x:auto}}
@media print{:root{color-scheme:light;--ground:#fff;--surface:#fff;--line:#bbb;--text:#000;--quiet:#444;--closed:#000;--open:#000;--hatch:#000}body{font-size:10pt}main{max-width:none;padding:0}.gate,tr{break-inside:avoid}h2,h3{break-after:avoid}.closed,.unmet{background:none;color:#000;border-width:2px;font-weight:700}thead{display:table-header-group}}
</style>`;
