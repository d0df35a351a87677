import type { Response } from 'express';
import { FindSuppliers, type SupplierSummary } from '#messages/quotes';
import type { PageBuses } from './kit/page-buses.js';
import { namesIn, type Names } from './names.js';

/** Everybody that an account of a fund may be about, by name. */
export interface AccountNames extends Names {
  supplier(supplierId: string): string;
  /** `Liabilities:Members:<party>` as people say it: "Held for Tarnbury Trust". */
  account(account: string): string;
}

export async function accountNames(
  buses: PageBuses,
  response: Response,
  consortiumId: string,
): Promise<AccountNames> {
  const names = await namesIn(buses, response, consortiumId);
  const suppliers = await buses.find<SupplierSummary[], FindSuppliers>(response, FindSuppliers, {
    consortiumId,
  });
  const supplierOf = new Map(suppliers.map(({ supplierId, name }) => [supplierId, name]));
  const supplier = (id: string) => supplierOf.get(id) ?? 'A supplier';
  return { ...names, supplier, account: (path) => accountWords(path, { ...names, supplier }) };
}

type Owners = Pick<AccountNames, 'party' | 'supplier'>;

/** The name of an account without its owner's id; an account of another kind as it is written. */
export function accountWords(account: string, { party, supplier }: Owners): string {
  const [, kind = account, owner = ''] = /^(\w+:\w+)(?::(.+))?$/.exec(account) ?? [];
  const words: Readonly<Record<string, string>> = {
    'Assets:Bank': 'Bank account',
    'Assets:Calls': `Called from ${party(owner)}, not yet paid in`,
    'Liabilities:Members': `Held for ${party(owner)}`,
    'Liabilities:Awaited': `Due to ${party(owner)}, not yet here`,
    'Assets:Refunds': `To be refunded by ${supplier(owner)}`,
    'Liabilities:Suppliers': `Owed to ${supplier(owner)}`,
    'Equity:Encumbrance': `Reserved for ${party(owner)}`,
    'Equity:Reservations': 'Reservations of all parties',
  };
  return words[kind] ?? account;
}
