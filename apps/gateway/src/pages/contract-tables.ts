import { sumPence, vatPence } from '#libs/money';
import type { ContractLine, ContractView, TenderView } from '#messages/tenders';
import { dataTable, type DataTable } from './kit/data-table.js';
import { countOf } from '#libs/allocation';
import type { Said } from './round-words.js';

export const contractStates: Readonly<Record<ContractView['status'], Said>> = {
  issued: { text: 'Waiting for signature', colour: 'yellow' },
  signed: { text: 'Signed', colour: 'green' },
};

/** A contract with the names that people know. */
export interface NamedContract extends ContractView {
  readonly party: string;
  readonly title: string;
}

export function contractsTable(caption: string, contracts: readonly NamedContract[]): DataTable {
  return dataTable({
    caption,
    whenEmpty: 'There is no contract yet. Contracts are made when a tender is awarded.',
    rows: contracts,
    totalLabel: 'All contracts',
    columns: [
      {
        heading: 'Contracting party',
        value: ({ party }: NamedContract) => party,
        href: ({ contractId }: NamedContract) => `/contracts/${contractId}`,
      },
      { heading: 'Supplier', value: ({ supplierName }) => supplierName },
      { heading: 'For', value: ({ title }) => title },
      { heading: 'Net', value: ({ netPence }) => netPence, kind: 'pence', total: true },
      {
        heading: 'State',
        value: ({ status }) => contractStates[status].text,
        tag: ({ status }) => contractStates[status].colour,
      },
      { heading: 'Signed', value: ({ signedAt }) => signedAt, kind: 'instant' },
    ],
  });
}

/** Every school's part of a contract. */
export function contractLines(
  { lines }: ContractView,
  tender: TenderView,
  schoolName: (urn: string) => string,
): DataTable {
  const lotOf = lots(tender);
  return dataTable({
    caption: 'What is bought, for whom, net',
    rows: lines,
    totalLabel: 'The contract, net',
    columns: [
      { heading: 'School', value: ({ schoolUrn }: ContractLine) => schoolName(schoolUrn) },
      { heading: 'Lot', value: ({ lotId, item }) => lotOf(lotId)?.description ?? item },
      {
        heading: 'Quantity',
        value: ({ lotId, quantity }) => countOf(quantity, lotOf(lotId)?.unit ?? 'unit'),
      },
      { heading: 'Net', value: ({ paysPence }) => paysPence, kind: 'pence', total: true },
    ],
  });
}

interface LotSum {
  readonly description: string;
  readonly netPence: number;
  readonly vatPence: number;
}

/** Net, VAT and gross by lot: VAT once for each lot, as the party's invoice has it. */
export function contractSums({ lines }: ContractView, tender: TenderView): DataTable {
  const rows = tender.lots.flatMap(({ lotId, description, vatRateBasisPoints }): LotSum[] => {
    const own = lines.filter((line) => line.lotId === lotId);
    if (own.length === 0) return [];
    const netPence = sumPence(own.map(({ paysPence }) => paysPence));
    return [{ description, netPence, vatPence: vatPence(netPence, vatRateBasisPoints) }];
  });
  return dataTable({
    caption: 'With VAT',
    rows,
    totalLabel: 'The contract',
    columns: [
      { heading: 'Lot', value: ({ description }: LotSum) => description },
      { heading: 'Net', value: (row) => row.netPence, kind: 'pence', total: true },
      { heading: 'VAT', value: (row) => row.vatPence, kind: 'pence', total: true },
      {
        heading: 'Gross',
        value: (row) => sumPence([row.netPence, row.vatPence]),
        kind: 'pence',
        total: true,
      },
    ],
  });
}

function lots(tender: TenderView) {
  const byId = new Map(tender.lots.map((lot) => [lot.lotId, lot]));
  return (lotId: string) => byId.get(lotId);
}
