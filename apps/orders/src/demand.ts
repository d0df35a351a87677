import { refuse, refuseFutureDay } from '#libs/decider';
import { formatPounds, formatWhole, sumPence, timesPence, vatPence } from '#libs/money';
import type { DemandLine, Lot } from '#messages/rounds';

/** Refuses what a school cannot want: each sentence names the lot and the figures. */
export function checkDemand(lots: readonly Lot[], lines: readonly DemandLine[], at: string): void {
  lines.forEach((line, i) => {
    const lot = lots.find(({ lotId }) => lotId === line.lotId);
    if (!lot) {
      refuse('lot-unknown', `Line ${i + 1} is for a lot that this round does not have.`);
    }
    if (lines.slice(0, i).some(({ lotId }) => lotId === line.lotId)) {
      refuse('lot-repeated', `There are two lines for ${lot.item}: put them into one.`);
    }
    checkQuantities(lot.item, line);
    checkEvidence(lot.item, line);
    refuseFutureDay(line.evidenceDay, at, `${lot.item}: the document is dated`);
    checkDocument(lot.item, line);
    checkBenchmark(lot.item, line);
  });
  checkSize(lots, lines);
}

/** What a fund can hold at most. VAT at most doubles a price, so this leaves room for it. */
const mostNetPence = 500_000_000_00;

/** Before any sum is made of it: too large to be exact, or to be asked of the fund. */
function checkSize(lots: readonly Lot[], lines: readonly DemandLine[]): void {
  const ceilings = new Map(lots.map(({ lotId, ceilingPence }) => [lotId, ceilingPence]));
  const net = lines.reduce((sum, { lotId, max }) => sum + (ceilings.get(lotId) ?? 0) * max, 0);
  if (net <= mostNetPence) return;
  refuse(
    'demand-too-large',
    `At the price ceilings this could cost more than ${formatPounds(mostNetPence)}: check the ` +
      'quantities that you take at most.',
  );
}

/**
 * What demand may cost its school at most, in pence: Σ max × ceiling, with VAT (rounded once a
 * line) where the party cannot recover it.
 */
export function worstCasePence(
  lots: readonly Lot[],
  lines: readonly DemandLine[],
  vatRecovered: boolean,
): number {
  return sumPence(
    lines.map(({ lotId, max }) => {
      const lot = lots.find((one) => one.lotId === lotId);
      if (!lot) return 0;
      const net = timesPence(lot.ceilingPence, max);
      return vatRecovered ? net : net + vatPence(net, lot.vatRateBasisPoints);
    }),
  );
}

function checkQuantities(item: string, { min, desired, max }: DemandLine): void {
  if (min <= desired && desired <= max) return;
  const [least, wanted, most] = [min, desired, max].map(formatWhole);
  refuse(
    'quantities-out-of-order',
    `${item}: you need at least ${least}, want ${wanted} and take at most ${most}. ` +
      'The least may not be above what you want, nor what you want above the most.',
  );
}

function checkEvidence(item: string, line: DemandLine): void {
  const { lastPricePence, evidenceGrade, evidenceReference } = line;
  if (lastPricePence === null && evidenceGrade !== 'none') {
    refuse(
      'evidence-without-price',
      `${item}: evidence of grade ${evidenceGrade} shows a price. Write the price that you paid ` +
        'last, or say that you do not know it.',
    );
  }
  if (lastPricePence !== null && evidenceGrade === 'none') {
    refuse(
      'price-without-evidence',
      `${item}: say what shows the price that you paid last (A an invoice, B an order or an ` +
        'offer, C a note), or say that you do not know it.',
    );
  }
  if (evidenceGrade !== 'none' && evidenceReference === undefined) {
    refuse(
      'evidence-reference-missing',
      `${item}: say where the evidence of your last price is, such as an invoice number.`,
    );
  }
}

/** What the document is must not say more, or less, than its grade does. */
function checkDocument(item: string, line: DemandLine): void {
  const { evidenceGrade, evidenceKind, evidenceDay, evidenceHash } = line;
  const isDescribed = (evidenceKind ?? evidenceDay ?? evidenceHash) !== undefined;
  if (evidenceGrade === 'none' && isDescribed) {
    refuse(
      'document-without-evidence',
      `${item}: a document is described, but no price that it shows. Write the price that you ` +
        'paid last and say what shows it, or leave the document out.',
    );
  }
  if (evidenceKind === undefined) return;
  if (evidenceKind === 'framework' || evidenceKind === 'list') {
    refuse(
      'evidence-is-benchmark',
      `${item}: a framework or a price list shows what something is offered for, not what you ` +
        'paid. Give its price and its source as the benchmark, and say what shows your last price.',
    );
  }
  const isInvoice = evidenceKind === 'invoice';
  const isNote = evidenceKind === 'note';
  if (isInvoice === (evidenceGrade === 'A') && isNote === (evidenceGrade === 'C')) return;
  refuse(
    'evidence-kind-differs',
    `${item}: evidence of grade ${evidenceGrade} does not go with its kind, ${evidenceKind}. ` +
      'An invoice is A, an order or an offer B, a note C.',
  );
}

function checkBenchmark(item: string, line: DemandLine): void {
  const { benchmarkPricePence, benchmarkSource } = line;
  if ((benchmarkPricePence === undefined) === (benchmarkSource === undefined)) return;
  refuse(
    'benchmark-incomplete',
    `${item}: a list or framework price needs both the price and where it is from.`,
  );
}
