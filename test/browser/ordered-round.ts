import { londonDay } from '#libs/calendar';
import { award, ordersOf } from '../../apps/marketplace/src/demonstration/awarding.js';
import { openQuotes } from '../../apps/marketplace/src/demonstration/buying.js';
import { Cast } from '../../apps/marketplace/src/demonstration/cast.js';
import { castOf, makePeople } from '../../apps/marketplace/src/demonstration/people.js';
import * as third from '../../apps/marketplace/src/demonstration/round-3.data.js';
import { Stage } from '../../apps/marketplace/src/demonstration/stage.js';
import type { DemonstrationSite } from './demonstration-site.js';

const winners = {
  internet: 'Larkwire',
  grounds: 'Mowbeck',
  'cover-teacher': 'Registerlight',
};

/** The demonstration's open tender, taken on to its orders; tells the order with Larkwire. */
export async function orderInternet({ buses, db }: DemonstrationSite): Promise<string> {
  const stage = new Stage(buses, db, londonDay(new Date().toISOString()));
  const cast = new Cast(await castOf(stage, await makePeople(stage)));
  const later = stage.at(60);
  await openQuotes(stage, cast, 'three', later, later);
  const round = {
    name: 'three',
    title: '',
    ...third,
    minimumRule: 'drop' as const,
    draftedAt: later,
    openedAt: later,
    committedAt: later,
    closesAt: later,
  };
  const reason = 'Lowest totals; only two quotes came for cover, both from local agencies.';
  const when = { recommendedAt: later, approvedAt: later, signedAt: later, orderedAt: later };
  await award(stage, cast, round, { winners, reason, ...when });
  const [orderId = ''] = ordersOf('three', [winners.internet]);
  return orderId;
}
