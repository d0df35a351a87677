import { describe, expect, it } from '@jest/globals';
import { chosenLots } from './award-choices.js';
import { AwardSharing, ShareDesk } from './award-sharing.js';
import { paper, paperQuotes, quoteIds, terms } from './tender.fixture.js';

const quotes = paperQuotes.map((quote) => ({ ...quote, sealHash: 'ab', salt: 'cd' }));
const lots = terms.lots.slice(0, 1);
const chosen = (quoteId: string) =>
  chosenLots({ terms: { lots }, quotes, setAside: [], qualities: [] }, [{ lotId: paper, quoteId }]);
const tenderBy = (id: string) => ({
  quotes,
  sharing: { rule: { id, version: 1 }, spareUnits: true },
});

/** A desk that is busy until it is told otherwise. */
function busy() {
  const desk = new ShareDesk();
  let end: (done: string) => void = () => undefined;
  const work = new Promise<string>((settle) => (end = settle));
  desk.standing('another', () => work);
  return { sharing: new AwardSharing(desk), end: () => end('done') };
}

describe('What choices come to for each school', () => {
  it('is worked out once, one after another, and goes on when nobody waits for it', async () => {
    const { sharing, end } = busy();
    const [first, second] = [chosen(quoteIds.Quillstone), chosen(quoteIds.Nethermere)];
    const byRule = tenderBy('contribution');
    expect(await sharing.shared(byRule, first, 5)).toEqual({ state: 'waiting', ahead: 1 });
    expect(await sharing.shared(byRule, second, 5)).toEqual({ state: 'waiting', ahead: 2 });
    expect(await sharing.shared(byRule, first, 5)).toEqual({ state: 'waiting', ahead: 1 });
    end();
    const made = await sharing.shared(byRule, first);
    expect(made).toMatchObject({ state: 'done', result: { parts: [[{ totalPence: 992_940 }]] } });
    const again = await sharing.shared(byRule, chosen(quoteIds.Quillstone));
    expect(again.state === 'done' && made.state === 'done' && again.result === made.result).toBe(
      true,
    );
    expect(await sharing.shared(byRule, second)).not.toEqual(made);
  });

  it('is there at once where everybody pays one price', async () => {
    const { sharing, end } = busy();
    const made = await sharing.shared(tenderBy('equal_price'), chosen(quoteIds.Quillstone), 5);
    expect(made).toMatchObject({ state: 'done', result: { parts: [[{ totalPence: 992_940 }]] } });
    end();
  });
});
