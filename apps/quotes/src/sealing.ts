import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { SealBroken, sealText, unsealText, type Sealed } from '#libs/sealing';
import { KeyStore } from '#libs/storage';
import { plainOf, roomFor, textOf } from './quote-text.js';
import { RevealQuotes, SealQuoteText, type RevealedText } from './sealing-queries.js';
import { RegisteredSuppliers } from './suppliers.read-model.js';

@QueryHandler(SealQuoteText)
export class SealQuoteTextHandler {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(RegisteredSuppliers) private readonly suppliers: RegisteredSuppliers,
  ) {}

  async execute({ consortiumId, plain, ...of }: SealQuoteText): Promise<Sealed | null> {
    if (!(await this.suppliers.has(of.supplierId, consortiumId))) return null;
    const key = await this.keys.keyFor(of.tenderId);
    return sealText(key, of, textOf(plain), roomFor(plain.lines));
  }
}

@QueryHandler(RevealQuotes)
export class RevealQuotesHandler {
  constructor(@Inject(KeyStore) private readonly keys: KeyStore) {}

  async execute({ tenderId, seals }: RevealQuotes): Promise<RevealedText[]> {
    if (seals.length === 0) return [];
    const key = await brokenAsNull(() => this.keys.keyOf(tenderId));
    return Promise.all(
      seals.map(async ({ quoteId, supplierId, ...sealed }) => {
        const of = { tenderId, supplierId, quoteId };
        const unsealed = key && (await brokenAsNull(async () => unsealText(key, of, sealed)));
        if (!unsealed) return { quoteId, opened: null };
        return { quoteId, opened: { salt: unsealed.salt, ...plainOf(unsealed.text) } };
      }),
    );
  }
}

/** A broken seal is for the rule to speak about; any other failure is a failure. */
async function brokenAsNull<T>(open: () => Promise<T>): Promise<T | null> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}
