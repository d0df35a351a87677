import { formatPounds } from '#libs/money';
import { html, Html } from './html.js';
import type { LotShares } from './shares.js';

const mostBars = 12;
const [width, labelWidth, rowHeight, barHeight] = [720, 190, 46, 14];

/** What each item would have cost and did cost, as bars; the figures are in the table beside it. */
export function costChart(lots: readonly LotShares[]): Html {
  const largest = lots
    .toSorted((a, b) => b.totals.baselinePence - a.totals.baselinePence)
    .slice(0, mostBars);
  const shown = lots.filter((lot) => largest.includes(lot));
  const most = Math.max(1, ...shown.flatMap(({ totals: t }) => [t.baselinePence, t.paysPence]));
  const room = width - labelWidth - 100;
  const scale = (pence: number) => Math.max(1, Math.round((pence / most) * room));
  const height = shown.length * rowHeight + 4;
  const more = lots.length - shown.length;
  return html`<figure>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="chart-title chart-text">
      <title id="chart-title">What each item would have cost, and what it cost</title>
      <desc id="chart-text">${shown.map((lot) => html`${sentence(lot)} `)}</desc>
      ${shown.map((lot, i) => bars(lot, i * rowHeight + 4, scale))}
    </svg>
    <figcaption>
      Pale bar: what it would have cost. Dark bar: what it
      cost.${more > 0 ? html` The ${shown.length} largest items; the table has all.` : undefined}
    </figcaption>
  </figure>`;
}

function bars({ award, totals }: LotShares, top: number, scale: (pence: number) => number): Html {
  const [before, after] = [scale(totals.baselinePence), scale(totals.paysPence)];
  const name = award.lot.item.item;
  const label = name.length > 26 ? `${name.slice(0, 25).toWellFormed()}…` : name;
  const figure = (length: number, at: number, pence: number) =>
    html`<text x="${labelWidth + length + 6}" y="${at + 11}">${formatPounds(pence)}</text>`;
  return html`<g aria-hidden="true">
    <text x="0" y="${top + 20}">${label}</text>
    <rect class="before" x="${labelWidth}" y="${top}" width="${before}" height="${barHeight}" />
    ${figure(before, top, totals.baselinePence)}
    <rect class="after" x="${labelWidth}" y="${top + 18}" width="${after}" height="${barHeight}" />
    ${figure(after, top + 18, totals.paysPence)}
  </g>`;
}

function sentence({ award, totals }: LotShares): string {
  const [before, after] = [formatPounds(totals.baselinePence), formatPounds(totals.paysPence)];
  return `${award.lot.item.description}: would have cost ${before}, cost ${after}.`;
}
