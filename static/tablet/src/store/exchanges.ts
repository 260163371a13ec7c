/**
 * Exchanges, as long as this tablet remembers them: the receipt code of each, how many entries carry a mark of it, and what
 * was agreed. All of it encrypted, written in the transaction of the entry it is about, and gone a while after the exchange.
 */
import { CONTACT_FORM } from '../domain/bundle';
import { informedOf, keepsNothing, consentOf } from '../domain/consent';
import type { Agreed, CodedAnswers } from '../domain/entries';
import { parisDay } from '../domain/moments';
import { drawCode, markOf, writtenCode, type Marked } from '../domain/receipt-code';
import type { Draft, ReceiptCard } from '../domain/tablet';
import { unlockJson } from './cipher';
import type { Write } from './commit';
import type { Session, Store } from './store';

type Counted = Exclude<Marked, 'visit'>;

export interface Exchange {
  /** Null once the resident said that nothing is to be kept. */
  code: string | null;
  day: string;
  made: Record<Counted, number>;
  agreed: Agreed | null;
}
/** By visit or encounter. */
export type Exchanges = Readonly<Record<string, Exchange>>;

const SHELF = 'overview/receipts';
/** Days for which a receipt can be shown again. */
const REMEMBERED = 14;

/** Read once while unlocked; another window's writing makes another session. */
const memory = new WeakMap<Session, Exchanges>();

export async function exchanges(store: Store): Promise<Exchanges> {
  const session = store.unlocked();
  const known = memory.get(session);
  if (known) return known;
  const row = await store.db.overview.get('receipts');
  const found = row ? ((await unlockJson(session.key, SHELF, row.content)) as Exchanges) : {};
  memory.set(session, found);
  return found;
}

/** One that begins, or that of the visit which this one corrects. */
export async function exchangeBegun(store: Store, now: number, replaces: string | null): Promise<Exchange> {
  const before = replaces === null ? undefined : (await exchanges(store))[replaces];
  return before ?? { code: drawCode(store.env.random), day: parisDay(now), made: { answers: 0, case: 0, attachment: 0 }, agreed: null };
}

export async function visitMark({ code }: Exchange): Promise<{ receipt?: string }> {
  return code === null ? {} : { receipt: await markOf('visit', 0, code) };
}

/** The marks of so many more entries of a kind, and the exchange as it is after them. */
export async function marked(exchange: Exchange | null, kind: Counted, entries: number): Promise<{ receipts: { receipt?: string }[]; after: Exchange | null }> {
  if (!exchange?.code) return { receipts: Array.from({ length: entries }, () => ({})), after: exchange };
  const { code, made } = exchange;
  const receipts = await Promise.all(Array.from({ length: entries }, async (_, index) => ({ receipt: await markOf(kind, made[kind] + index, code) })));
  return { receipts, after: { ...exchange, made: { ...made, [kind]: made[kind] + entries } } };
}

/** After a form: the contact form tells what was agreed, and whoever wants nothing kept has no code any more. */
export function answered(exchange: Exchange, { form }: Draft, answers: CodedAnswers): Exchange {
  if (form.id !== CONTACT_FORM) return exchange;
  const agreed = { informed: informedOf(answers), consent: consentOf(answers), day: exchange.day };
  return { ...exchange, agreed, code: keepsNothing(answers) ? null : exchange.code };
}

/** What goes on the disk in the same transaction; those that are too old go with it. `settle` is for after the commit. */
export async function exchangeWrites(store: Store, session: Session, visit: string, exchange: Exchange | null): Promise<{ writes: Write[]; settle: () => void }> {
  if (exchange === null) return { writes: [], settle: () => undefined };
  return shelved(store, session, { ...remembered(store, session, await exchanges(store)), [visit]: exchange });
}

async function shelved(store: Store, session: Session, after: Exchanges): Promise<{ writes: Write[]; settle: () => void }> {
  const content = await store.locked(session, SHELF, after);
  return { writes: [{ table: 'overview', put: { key: 'receipts', content } }], settle: () => { memory.set(session, after); } };
}

/** After an exchange with the server: codes that are too old leave the tablet also when nobody knocks any more. */
export async function forgetExchanges(store: Store): Promise<void> {
  await store.write(async () => {
    const session = store.unlocked();
    const known = await exchanges(store);
    const kept = remembered(store, session, known);
    if (Object.keys(kept).length === Object.keys(known).length) return;
    const { writes, settle } = await shelved(store, session, kept);
    await store.commit({}, writes);
    settle();
  });
}

/** Without what was erased. */
export async function exchangesWithout(store: Store, session: Session, erased: ReadonlySet<string>): Promise<{ writes: Write[]; settle: () => void }> {
  const known = await exchanges(store);
  const kept = Object.fromEntries(Object.entries(known).filter(([visit]) => !erased.has(visit)));
  return Object.keys(kept).length === Object.keys(known).length ? { writes: [], settle: () => undefined } : shelved(store, session, kept);
}

/** What the resident takes along, while this tablet remembers it. */
export async function receiptOf(store: Store, visit: string): Promise<ReceiptCard | null> {
  const found = (await exchanges(store))[visit];
  return found ? { code: found.code === null ? null : writtenCode(found.code), day: found.day, agreed: found.agreed } : null;
}

function remembered(store: Store, session: Session, known: Exchanges): Exchanges {
  const oldest = parisDay(store.env.now() + (store.known().clockErrorMs ?? 0) - REMEMBERED * 86_400_000);
  const begun = new Set([...session.drafts.values()].map(({ visit }) => visit));
  return Object.fromEntries(Object.entries(known).filter(([visit, { day }]) => day >= oldest || begun.has(visit)));
}
