import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ChosenLot } from './award-choices.js';
import { AwardDesk, type Standing } from './award-desk.js';
import { partLots, type PartedLots, type SharingTerms } from './award-shares.js';
import type { OpenedQuote } from './opened-quote.js';
import { lotsToPart } from './part-prices.js';
import { partLotsApart } from './part-lots-apart.js';

/** A desk of its own: nobody's shares wait for somebody else's solver. */
@Injectable()
export class ShareDesk extends AwardDesk {}

/** About 25 days, the longest that a timer can wait. */
const howeverLongMs = 2 ** 31 - 1;

/** Who gets and pays what of choices: once for the same, one after another. */
@Injectable()
export class AwardSharing {
  constructor(@Inject(ShareDesk) private readonly desk: ShareDesk) {}

  /** After it is worked out, or after so long. One price for everybody is there at once. */
  async shared(
    { quotes, sharing }: { quotes: readonly OpenedQuote[]; sharing: SharingTerms },
    chosen: readonly ChosenLot[],
    patienceMs = howeverLongMs,
  ): Promise<Standing<PartedLots, never>> {
    const lots = lotsToPart(quotes, chosen);
    if (sharing.rule.id === 'equal_price') {
      return { state: 'done', result: partLots(lots, sharing) };
    }
    const asked = JSON.stringify([lots, sharing]);
    return this.desk.settled<PartedLots, never>(
      createHash('sha256').update(asked).digest('hex'),
      (_, signal) => partLotsApart(lots, sharing, signal),
      patienceMs,
    );
  }
}
