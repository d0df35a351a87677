import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { tierFaults } from '#libs/allocation';
import { isMember, notFound, oversees, refuse, schoolsOf } from '#libs/decider';
import type { Actor } from '#messages/messages';
import { Invalid } from '#messages/receive';
import { FindWhatIf, suppose, type WhatIf } from '#messages/what-if';
import { indicativeRound } from './indicative.read-model.js';
import { inputsOf } from './share-inputs.read-model.js';
import { RoundRow } from './shares.read-model.js';
import { awardedTruth, indicativeTruth } from './what-if-round.js';
import { answerInTime } from './what-if-thread.js';
import type { Change, RoundTruth } from './what-if.js';

/** Only looked at: nothing that is asked here is ever recorded. */
@QueryHandler(FindWhatIf)
export class FindWhatIfHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute(asked: FindWhatIf): Promise<WhatIf> {
    const { roundId, meta } = asked;
    const { truth, ...about } = await this.truth(roundId, meta.actor);
    const { consortiumId } = about;
    const change = changeOf(asked, truth);
    const answer = await answerInTime({ round: truth, change });
    const all = oversees(meta.actor, consortiumId);
    const own = schoolsOf(meta.actor, consortiumId);
    return {
      roundId,
      ...about,
      notTheTruth: true,
      rule: truth.rule,
      whatIfRule: change.rule ?? truth.rule,
      ...answer,
      schools: answer.schools.filter(({ schoolUrn }) => all || own.includes(schoolUrn)),
    };
  }

  /** Every member once it is awarded; before, those who see all demand. */
  private async truth(roundId: string, actor: Actor): Promise<Known> {
    const round = await this.db.manager.findOneBy(RoundRow, { roundId });
    if (round?.award) {
      const { consortiumId, title } = round;
      if (!isMember(actor, consortiumId)) notFound();
      const inputs = (await inputsOf(this.db, round)) ?? notFound();
      return { consortiumId, title, from: 'award', truth: awardedTruth(inputs) };
    }
    const open = await indicativeRound(this.db, roundId);
    if (!open || open.status === 'draft' || !oversees(actor, open.consortiumId)) notFound();
    const { consortiumId, title } = open;
    return { consortiumId, title, from: 'indicative-prices', truth: indicativeTruth(open) };
  }
}

type Known = Pick<WhatIf, 'consortiumId' | 'title' | 'from'> & { readonly truth: RoundTruth };

function changeOf(asked: FindWhatIf, round: RoundTruth): Change {
  const { withoutSchoolUrn, lotId, rule: id = round.rule.id } = asked;
  const { tiers, replacesQuoteId, supplierName, basis } = asked;
  if (lotId === undefined && (tiers ?? replacesQuoteId ?? supplierName ?? basis) !== undefined) {
    throw new Invalid([{ path: 'lotId', message: 'lotId must say which lot the prices are for.' }]);
  }
  const rule = id === round.rule.id ? round.rule : { id, version: 1 };
  const isKnown = round.lots.some(({ demands }) =>
    demands.some(({ id }) => id === withoutSchoolUrn),
  );
  if (withoutSchoolUrn !== undefined && !isKnown) {
    refuse('school-not-in-round', 'This school takes no part in this round: choose another one.');
  }
  return {
    rule,
    ...(withoutSchoolUrn !== undefined && { withoutSchoolUrn }),
    ...(lotId !== undefined && { quote: quoteFor(asked, lotId, round) }),
  };
}

/** Another quote for one lot: as sound as a supplier’s must be. */
function quoteFor(
  { tiers: typed = [], basis = 'all-units', replacesQuoteId, supplierName }: FindWhatIf,
  lotId: string,
  { lots }: RoundTruth,
): Change['quote'] {
  const lot = lots.find((one) => one.lotId === lotId);
  if (!lot) refuse('lot-not-in-round', 'This lot is not among those that are shared here.');
  const isIndicative = lot.supplierName === null;
  const place = isIndicative ? lot.winnerId : replacesQuoteId;
  const replaced = lot.quotes.find(({ quoteId }) => quoteId === place);
  if (replacesQuoteId !== undefined && !replaced) {
    refuse('quote-not-counted', 'The quote to replace does not count for this lot.');
  }
  const tiers = typed.map((tier) => {
    const [fromQuantity, unitPricePence] = tier.split(':').map(Number) as [number, number];
    return { fromQuantity, unitPricePence };
  });
  const faults = tierFaults(tiers);
  if (faults.length > 0) throw new Invalid([{ path: 'tiers', message: faults.join(' ') }]);
  return {
    lotId,
    quoteId: suppose,
    supplierName: supplierName ?? replaced?.supplierName ?? suppose,
    line: { lotId, meetsSpecification: true, basis, tiers },
    ...(replaced && { replaces: replaced.quoteId }),
  };
}
