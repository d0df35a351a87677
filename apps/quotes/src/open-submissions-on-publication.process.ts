import type { Process } from '#libs/event-sourcing';
import { ask } from '#messages/messages';
import { OpenSubmissions, StopSubmissions } from '#messages/quotes';
import type { TenderEvent } from '#messages/tenders';

/** A published tender takes quotes; a cancelled one takes no more, and its quotes stay sealed. */
export const openSubmissionsOnPublication: Process<TenderEvent> = {
  name: 'open-submissions-on-publication',
  on: {
    TenderPublished: ({ tenderId, consortiumId, closesAt, lots, spareUnits }) => [
      ask(OpenSubmissions, {
        tenderId,
        consortiumId,
        closesAt,
        lots: lots.map(({ lotId, item, quantity, mostQuantity }) => ({
          lotId,
          item,
          quantity,
          ...(spareUnits && { mostQuantity }),
        })),
      }),
    ],
    TenderCancelled: ({ tenderId }) => [ask(StopSubmissions, { tenderId })],
  },
};
