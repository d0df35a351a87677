/** Where a list is cut into pages; `href` ends so that the page's number can follow it. */
export interface Pages {
  readonly number: number;
  readonly last: number;
  readonly href: string;
}

type Item =
  | { readonly number: number; readonly href: string; readonly current: boolean }
  | { readonly ellipsis: true };

/** The first, the last, this page and its neighbours; dots where pages are left out. */
export function pageItems({ number, last, href }: Pages): Item[] {
  const shown = [1, number - 1, number, number + 1, last]
    .filter((page, index, all) => page >= 1 && page <= last && all.indexOf(page) === index)
    .sort((one, other) => one - other);
  return shown.flatMap((page, index): Item[] => {
    const item = { number: page, href: `${href}${page}`, current: page === number };
    return index > 0 && page - (shown[index - 1] ?? 0) > 1 ? [{ ellipsis: true }, item] : [item];
  });
}

/** The page asked for in the address: 1 for nonsense, the last for too much. */
export function pagesOf(asked: unknown, rows: number, perPage: number, href: string): Pages {
  const last = Math.max(1, Math.ceil(rows / perPage));
  const number = typeof asked === 'string' && /^\d{1,6}$/.test(asked) ? Number(asked) : 1;
  return { number: Math.min(Math.max(1, number), last), last, href };
}
