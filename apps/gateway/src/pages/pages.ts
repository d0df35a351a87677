import { AccountPages } from '../account/account.page.js';
import { StaticPages } from './static.page.js';

/** Every controller that answers with a page. */
export const pages = [AccountPages, StaticPages];
