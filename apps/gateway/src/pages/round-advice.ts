import { countOf, nextTier, ownTierSentences } from '#libs/allocation';
import { formatWhole } from '#libs/money';
import type { DemandLine, LotProgress, RoundView } from '#messages/rounds';
import type { Names } from './names.js';

/**
 * Who could take more of a lot, for those who see all demand: the schools that would take more than
 * they want, and how much of what is missing to the next price that is.
 */
export function roomSentences(round: RoundView, lot: LotProgress, names: Names): string[] {
  const next = nextTier(lot.indicativeTiers, lot.desired);
  const missing = next?.missingQuantity ?? Math.max(0, lot.minimumQuantity - lot.desired);
  if (missing === 0 || lot.schools === 0) return [];
  const rooms = round.demand
    .flatMap(({ schoolUrn, committed }) => {
      const line = committed.find(({ lotId }) => lotId === lot.lotId);
      const room = line ? line.max - line.desired : 0;
      return room > 0 ? [{ name: names.school(schoolUrn), room }] : [];
    })
    .toSorted((a, b) => b.room - a.room || a.name.localeCompare(b.name, 'en'));
  if (rooms.length === 0) {
    return ['No school has said that it would take more than it wants.'];
  }
  const all = rooms.reduce((sum, { room }) => sum + room, 0);
  const who = rooms.map(({ name, room }) => `${name} ${formatWhole(room)}`).join(', ');
  const units = countOf(all, `more ${lot.unit}`);
  const enough =
    all >= missing
      ? 'that is enough'
      : `${formatWhole(missing - all)} of the ${formatWhole(missing)} are still missing`;
  return [`Schools with room: ${who}. Together they would take ${units}: ${enough}.`];
}

/**
 * What the next price would mean to one school. What it asks for now takes the place of what it has
 * committed to already.
 */
export function ownAdvice(
  { lots, demand }: RoundView,
  schoolUrn: string,
  lines: readonly DemandLine[],
): { readonly item: string; readonly sentences: readonly string[] }[] {
  const own = demand.find((one) => one.schoolUrn === schoolUrn);
  return lots.flatMap((lot) => {
    const line = lines.find(({ lotId }) => lotId === lot.lotId);
    const before = own?.committed.find(({ lotId }) => lotId === lot.lotId)?.desired ?? 0;
    if (!line) return [];
    const { desired: quantity, max: most } = line;
    const all = lot.desired - before + quantity;
    const sentences = ownTierSentences(lot.unit, lot.indicativeTiers, all, { quantity, most });
    return sentences.length > 0 ? [{ item: lot.item, sentences }] : [];
  });
}
