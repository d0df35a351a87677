import type { TenderLotView } from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';

/** Lowest price ÷ price and quality by the published weights; two decimals are shown. */
export function scoresTable({ description, scores }: TenderLotView): DataTable {
  return dataTable({
    caption: `${description}: scores of 100`,
    whenEmpty: `Quality scores are missing for ${scores?.missing.join(', ') ?? 'all quotes'}.`,
    rows: scores?.scores ?? [],
    columns: [
      { heading: 'Supplier', value: ({ supplierName }) => supplierName },
      { heading: 'Place', value: ({ rank }) => rank, kind: 'count' },
      { heading: 'Score', value: ({ score }) => String(Math.round(score * 100) / 100) },
    ],
  });
}

/** The choice between two quotes hangs on a third that loses. */
export function flipWords({ description, scores }: TenderLotView): string[] {
  return (scores?.flips ?? []).map(({ withoutSupplier, winners }) => {
    const would = `${winners.join(' and ')} would win ${description}`;
    return `Without the quote of ${withoutSupplier}, which loses, ${would}: this way of scoring depends on the lowest price offered.`;
  });
}
