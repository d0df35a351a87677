/** For the screen and for A4 on paper, in black and white too; nothing is fetched. */
export const style = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: #0b0c0c; background: #fff;
  font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 2rem 0 .5rem; }
p, ul { margin: 0 0 .75rem; max-width: 44rem; }
.large { font-size: 1.25rem; }
.quiet { color: #505a5f; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 700; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid #b1b4b6; }
thead th { border-bottom: 2px solid #0b0c0c; vertical-align: bottom; }
tfoot th, tfoot td { border-top: 2px solid #0b0c0c; font-weight: 700; }
tbody th { font-weight: 400; }
.number { text-align: right; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
.sum { width: auto; min-width: min(24rem, 100%); }
figure { margin: 1rem 0; }
svg { width: 100%; height: auto; font: 13px system-ui, "Segoe UI", Arial, sans-serif; }
.before { fill: #d5e3f0; stroke: #1d70b8; }
.after { fill: #144e81; }
code { overflow-wrap: anywhere; font-size: .85em; }
@page { size: A4; margin: 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  h1 { font-size: 18pt; } h2 { font-size: 13pt; break-after: avoid; }
  .large { font-size: 12pt; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; } thead { display: table-header-group; }
  tfoot { display: table-row-group; } tr, figure { break-inside: avoid; }
  th, td { padding-right: 5pt; }
  .page { break-before: page; }
  .before, .after { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
