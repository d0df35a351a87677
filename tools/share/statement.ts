import { countOf, type SavingTotals } from '#libs/allocation';
import { formatPounds, formatWhole } from '#libs/money';
import { costChart } from './chart.js';
import { html, Html } from './html.js';
import type { LotShares, RoundShares, ShareRow } from './shares.js';
import { style } from './statement-style.js';
import { table, type Column } from './statement-table.js';
import { schoolPages, schoolsOf, type SchoolShares } from './statement-schools.js';
import { evidenceSentences, percentSaved, roundingWords, ruleName } from './words.js';
import { auditWords, ruleWords, worseOff } from './words.js';

/** `statement.html`: one file to print or send, for governors; the same inputs, the same bytes. */
export function statementHtml(shares: RoundShares): string {
  const schools = schoolsOf(shares);
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>Statement of savings</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>Statement of savings</h1>
          <p class="quiet">
            Worked out from ${shares.files.join(', ')}. Prices are as those files give them; no VAT
            is added or taken off.
          </p>
          ${headline(shares, schools.length)} ${bought(shares)} ${why(shares)}
          ${bySchool(shares, schools)} ${how(shares)} ${certificate(shares)} ${schoolPages(schools)}
        </main>
      </body>
    </html> `.text;
}

function headline({ totals, lots }: RoundShares, schools: number): Html {
  const [before, cost] = [formatPounds(totals.baselinePence), formatPounds(totals.paysPence)];
  const count = `${countOf(schools, 'school')} bought ${countOf(lots.length, 'item')} together.`;
  if (!totals.worthwhile) {
    const more = formatPounds(-totals.savingPence);
    return html`<p class="large">
      ${count} It would have cost <strong>${before}</strong> and cost <strong>${cost}</strong>:
      <strong>${more} more</strong>. This round was not worthwhile.
    </p>`;
  }
  const saved = `${formatPounds(totals.savingPence)} (${percentSaved(totals)})`;
  return html`<p class="large">
    ${count} It would have cost <strong>${before}</strong>, it cost <strong>${cost}</strong>:
    <strong>${saved}</strong> saved.
  </p>`;
}

function bought({ lots, totals }: RoundShares): Html {
  const columns: Column<LotShares>[] = [
    { name: 'Item', cell: ({ award }) => itemName(award.lot), total: 'All items' },
    { name: 'Supplier', cell: ({ rows }) => rows[0]!.supplier },
    {
      name: 'Quantity',
      cell: ({ award: { lot } }) => countOf(lot.quantity, lot.item.unit),
      isNumber: true,
    },
    { name: 'For one', cell: ({ rows }) => formatPounds(rows[0]!.unitPricePence), isNumber: true },
    ...moneyColumns<LotShares>(({ totals: own }) => own, totals),
  ];
  const spare = lots.filter(({ award }) => award.spareQuantity > 0);
  return html`<section>
    <h2>What we bought, and what it would have cost</h2>
    ${table('Each item', columns, lots, 'items')} ${spare.map(spareSentence)} ${costChart(lots)}
  </section>`;
}

function itemName({ item: { description, cpv } }: LotShares['award']['lot']): string {
  return cpv ? `${description} (CPV ${cpv})` : description;
}

/** Would have cost, cost, saved: on every table the same, so that they can be compared. */
function moneyColumns<Row>(of: (row: Row) => SavingTotals, totals: SavingTotals): Column<Row>[] {
  const money = (name: string, pence: (totals: SavingTotals) => number): Column<Row> => ({
    name,
    cell: (row) => formatPounds(pence(of(row))),
    total: formatPounds(pence(totals)),
    isNumber: true,
  });
  return [
    money('Would have cost', ({ baselinePence }) => baselinePence),
    money('Cost', ({ paysPence }) => paysPence),
    money('Saved', ({ savingPence }) => savingPence),
  ];
}

function spareSentence({ award: { lot, spareQuantity, costPence } }: LotShares): Html {
  const { unit, description } = lot.item;
  const all = countOf(lot.quantity + spareQuantity, unit);
  const room = lot.wanted.filter(({ max, quantity }) => max !== undefined && max > quantity);
  const takers = room.map(({ school, max, quantity }) => `${school} (${max! - quantity})`);
  const who = takers.length > 0 ? ` Schools that would take more: ${takers.join(', ')}.` : '';
  return html`<p>
    ${description}: ${all} cost ${formatPounds(costPence)}, less than just the
    ${formatWhole(lot.quantity)} wanted, so ${formatWhole(spareQuantity)} are spare.${who}
  </p>`;
}

function why({ totals }: RoundShares): Html {
  const line = (name: string, pence: number) =>
    html`<tr>
      <th scope="row">${name}</th>
      <td class="number">${formatPounds(pence)}</td>
    </tr>`;
  return html`<section>
    <h2>${totals.worthwhile ? 'Why it cost less' : 'Why it cost more'}</h2>
    <table class="sum">
      <caption>
        From what it would have cost to what it cost
      </caption>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col" class="number">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${line('What it would have cost', totals.baselinePence)}
        ${line('Saved because suppliers competed', -totals.competitionPence)}
        ${line('Saved because schools bought together', -totals.aggregationPence)}
      </tbody>
      <tfoot>
        ${line('What it cost', totals.paysPence)}
      </tfoot>
    </table>
    <p>
      “Would have cost” is each school’s last price for its quantity; where there is none, the best
      of these quotes for its own quantity. “Suppliers competed” is what each school would have
      saved alone, by taking the best of these quotes for its own quantity where that is cheaper
      than its last price. “Bought together” is the rest: what only the larger quantity brought.
    </p>
  </section>`;
}

function bySchool({ totals, rows }: RoundShares, schools: readonly SchoolShares[]): Html {
  const saved = (row: { totals: SavingTotals }) => row.totals;
  const columns: Column<SchoolShares>[] = [
    { name: 'School', cell: ({ school }) => school, total: 'All schools' },
    { name: 'URN', cell: ({ urn }) => urn },
    ...moneyColumns(saved, totals),
    {
      name: 'By competition',
      cell: ({ totals: own }) => formatPounds(own.competitionPence),
      total: formatPounds(totals.competitionPence),
      isNumber: true,
    },
    {
      name: 'By buying together',
      cell: ({ totals: own }) => formatPounds(own.aggregationPence),
      total: formatPounds(totals.aggregationPence),
      isNumber: true,
    },
  ];
  return html`<section class="page">
    <h2>What each school saved</h2>
    ${table('Each school, all items', columns, schools, 'schools')}
    <p>
      In every line, would have cost − cost = saved = by competition + by buying together. The last
      lines of both tables are the same money, added up the other way.
    </p>
    ${worse(rows)}
  </section>`;
}

function worse(rows: readonly ShareRow[]): Html | undefined {
  const dearer = worseOff(rows);
  if (dearer.length === 0) return undefined;
  const line = ({ school, item, savingPence, paysPence }: ShareRow) =>
    html`<li>
      ${school}, ${item}: ${formatPounds(-savingPence)} more than it would have paid otherwise, on
      ${formatPounds(paysPence)}.
    </li>`;
  return html`<p>Not every figure is a saving:</p>
    <ul>
      ${dearer.map(line)}
    </ul>`;
}

function how(shares: RoundShares): Html {
  const checked = (lot: LotShares) =>
    html`<li>
      ${lot.award.lot.item.description}: on this item’s awarded prices: ${auditWords(lot)}
      ${lot.award.notes.map(({ sentence }) => html` ${sentence}`)}
    </li>`;
  return html`<section>
    <h2>How the share was worked out</h2>
    <p>
      Rule: <strong>${ruleName(shares)}</strong> (${shares.rule.name}). ${ruleWords[shares.rule.id]}
    </p>
    <p>${roundingWords[shares.rounding]}</p>
    <p>Could any group of schools have paid less by itself?</p>
    <ul>
      ${shares.lots.map(checked)}
    </ul>
    <p>What the earlier prices rest on:</p>
    <ul>
      ${evidenceSentences(shares.rows).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`;
}

function certificate({ lots, inputHash, totals, rows }: RoundShares): Html {
  return html`<section>
    <h2>Certificate</h2>
    <ul>
      ${lots.map(
        ({ award, certificate: words }) =>
          html`<li>${award.lot.item.description}: ${award.proof} ${words}</li>`,
      )}
    </ul>
    <p>
      ${countOf(rows.length, 'share')} add up to ${formatPounds(totals.paysPence)}, the cost of all
      items. Hash of the inputs and the rule (SHA-256): <code>${inputHash}</code>. Whoever has the
      files can work it out again with <code>npm run share</code>, to the same bytes.
    </p>
  </section>`;
}
