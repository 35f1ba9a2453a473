/** The look of the status page: calm, in light and dark, on a telephone and on paper. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#faf9f5;--surface:#fff;--line:#e0ddd3;--text:#1b2225;--quiet:#5d686c;--met:#2a7443;--hatch:#8a949c}
@media (prefers-color-scheme:dark){:root{--ground:#0e1214;--surface:#14191c;--line:#262d32;--text:#e4e8e6;--quiet:#93a0a3;--met:#62b77a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.45 "IBM Plex Sans",system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:760px;margin:0 auto;padding:48px 24px}
header{display:flex;justify-content:space-between;align-items:baseline;gap:16px;flex-wrap:wrap}
h1{font-size:20px;line-height:1.3;font-weight:600;margin:0}
h2{font-size:13px;font-weight:400;color:var(--quiet);margin:32px 0 8px}
p{margin:0}
.count{color:var(--quiet)}
.note{margin-top:12px;max-width:64ch}
ul{list-style:none;margin:0;padding:0;background:var(--surface);border:1px solid var(--line);border-radius:3px}
li{display:grid;grid-template-columns:96px 1fr auto;gap:4px 16px;align-items:baseline;padding:12px 16px}
li+li{border-top:1px solid var(--line)}
.mark{font-size:13px;line-height:20px;text-align:center;border:1px solid var(--hatch);border-radius:3px;white-space:nowrap}
.met,.open{border-color:var(--met);color:var(--met)}
.met::before,.open::before{content:"\\2713\\00a0"}
.unknown{background:repeating-linear-gradient(135deg,transparent 0 4px,color-mix(in srgb,var(--hatch) 25%,transparent) 4px 6px)}
.more{font-size:13px;color:var(--quiet);white-space:nowrap}
footer{margin-top:24px;font-size:13px;color:var(--quiet)}
@media (max-width:560px){main{padding:24px 16px}li{grid-template-columns:96px 1fr}.more{grid-column:2;white-space:normal}}
@media print{:root{color-scheme:light;--ground:#fff;--surface:#fff;--line:#bbb;--text:#000;--quiet:#444;--met:#000}main{max-width:none;padding:0}li{break-inside:avoid}}
`;
