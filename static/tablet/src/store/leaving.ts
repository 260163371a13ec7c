/**
 * What leaves the tablet by itself, after an exchange and while unlocked. What the server has goes when its round and a grace period are over: entries and
 * their sealed texts, what is known of the entrances, unfinished forms with their photos. What was erased goes now, whatever it is.
 */
import { entrancesOnlyOf, knownRounds, readTombstones, roundsOver, withCorrections, withoutErased, type KnownRounds } from '../domain/leaving';
import { parisDay } from '../domain/moments';
import { progressOf } from '../domain/progress';
import type { EntranceFacts } from '../domain/entrance';
import { withoutAttachments } from './attachments';
import { casesWithout } from './cases';
import { unlockJson } from './cipher';
import type { Write } from './commit';
import { exchangesWithout } from './exchanges';
import { readFile } from './files';
import { correctedNow } from './journal';
import type { Ledger, Session, Store } from './store';

const TOMBSTONES = 'tombstones';

interface Leaving {
  /** Rounds whose time is over. */
  over: ReadonlySet<string>;
  entrances: ReadonlySet<string>;
  erased: ReadonlySet<string>;
  /** Entrances of which something was erased, as they are without it. */
  changed: ReadonlyMap<string, EntranceFacts>;
}

export async function letGo(store: Store): Promise<void> {
  const gone = await store.write(async () => {
    const session = store.unlocked();
    const today = parisDay(correctedNow(store));
    const known = knownRounds(session.ledger.rounds ?? {}, session.bundle.rounds, today);
    const news = await unreadTombstones(store, session);
    const over = await withoutWaiting(store, roundsOver(known, today));
    if (over.size === 0 && news === null) return rememberRounds(store, session, known);
    const leaving = await leavingOf(store, session, known, over, news?.erased ?? new Set());
    await carryOut(store, session, known, leaving, news?.hash);
    return true;
  });
  if (gone) store.changed();
}

/** What was erased, if this tablet has not read it yet. */
async function unreadTombstones(store: Store, session: Session): Promise<{ hash: string; erased: ReadonlySet<string> } | null> {
  const named = session.bundle.files?.find(({ name }) => name === TOMBSTONES);
  if (named === undefined || named.hash === session.ledger.tombstones) return null;
  const file = await readFile(store, TOMBSTONES);
  if (file?.hash !== named.hash) return null;
  const erased = readTombstones(new TextDecoder().decode(file.bytes));
  return erased && { hash: named.hash, erased };
}

/** A round with something that the server lacks stays. */
async function withoutWaiting(store: Store, over: Set<string>): Promise<Set<string>> {
  if (over.size === 0) return over;
  for (const row of await store.db.entries.bulkGet([...store.pending.keys()])) if (row?.round !== undefined) over.delete(row.round);
  return over;
}

async function rememberRounds(store: Store, session: Session, known: KnownRounds): Promise<false> {
  if (JSON.stringify(known) === JSON.stringify(session.ledger.rounds)) return false;
  const ledger = { ...session.ledger, rounds: known };
  await store.commit({}, [{ table: 'overview', put: { key: 'ledger', content: await store.locked(session, 'overview/ledger', ledger) } }]);
  session.ledger = ledger;
  return false;
}

async function leavingOf(store: Store, session: Session, known: KnownRounds, over: ReadonlySet<string>, erased: ReadonlySet<string>): Promise<Leaving> {
  const entrances = entrancesOnlyOf(known, over);
  const changed = new Map<string, EntranceFacts>();
  const all = new Set(erased);
  if (erased.size > 0) {
    for (const entrance of Object.keys(session.ledger.progress)) {
      if (entrances.has(entrance)) continue;
      const facts = await store.facts(entrance);
      const its = withCorrections(facts, erased);
      const after = withoutErased(facts, its);
      if (after === facts) continue;
      changed.set(entrance, after);
      for (const id of its) all.add(id);
    }
    for (const id of await unsentOf(store, session, all)) all.add(id);
  }
  return { over, entrances, erased: all, changed };
}

/** What waits here and is about what was erased: its answers, a correction, a case. */
async function unsentOf(store: Store, session: Session, erased: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = [];
  for (const row of await store.db.entries.bulkGet([...store.pending.keys()])) {
    if (!row?.own) continue;
    const { clear, sealed } = (await unlockJson(session.key, `entries/${row.id}`, row.own)) as { clear: { replaces?: string | null; withdraws?: string }; sealed: { visit?: string } | null };
    if ([clear.replaces, clear.withdraws, sealed?.visit].some((id) => typeof id === 'string' && erased.has(id))) found.push(row.id);
  }
  return found;
}

async function carryOut(store: Store, session: Session, known: KnownRounds, leaving: Leaving, tombstones: string | undefined): Promise<void> {
  const { over, entrances, erased, changed } = leaving;
  const isLeft = ([entrance]: [string, unknown]) => !entrances.has(entrance);
  const drafts = [...session.drafts.values()].filter((draft) => over.has(draft.round) || erased.has(draft.visit)).map(({ id }) => id);
  const rows = await goingRows(store, over, erased, Object.keys(known).every((round) => over.has(round)));
  const ledger: Ledger = {
    ...session.ledger,
    rounds: Object.fromEntries(Object.entries(known).filter(([round]) => !over.has(round))),
    ...(tombstones !== undefined && { tombstones }),
    cursors: Object.fromEntries(Object.entries(session.ledger.cursors).filter(isLeft)),
    progress: Object.fromEntries([...Object.entries(session.ledger.progress).filter(isLeft), ...[...changed].map(([entrance, facts]) => [entrance, progressOf(facts)] as const)]),
    answers: Object.fromEntries(Object.entries(session.ledger.answers).filter(([talk, id]) => !erased.has(id) && !erased.has(talk.split(' ')[0] ?? ''))),
  };
  const [overview, snapshots, attachments, cases, receipts] = await Promise.all([
    store.locked(session, 'overview/ledger', ledger),
    Promise.all([...changed].map(async ([entrance, facts]) => ({ entrance, facts: await store.locked(session, `snapshots/${entrance}`, facts) }))),
    Promise.all(drafts.map((id) => withoutAttachments(store, id))),
    casesWithout(store, session, erased),
    exchangesWithout(store, session, erased),
  ]);
  const openDraft = store.known().openDraft;
  await store.commit({ openDraft: openDraft !== null && drafts.includes(openDraft) ? null : openDraft }, [
    ...rows.map((id): Write => ({ table: 'entries', remove: id })),
    ...[...entrances].flatMap((entrance): Write[] => [{ table: 'snapshots', remove: entrance }, { table: 'tails', remove: entrance }]),
    ...snapshots.flatMap((row): Write[] => [{ table: 'snapshots', put: row }, { table: 'tails', remove: row.entrance }]),
    ...drafts.map((id): Write => ({ table: 'drafts', remove: id })),
    ...attachments.flat(),
    { table: 'overview', put: { key: 'ledger', content: overview } },
    ...cases.writes,
    ...receipts.writes,
  ]);
  cases.settle();
  receipts.settle();
  follow(store, session, ledger, leaving, rows, drafts);
}

/** Rows of before they told their round go when no round is left. */
async function goingRows(store: Store, over: ReadonlySet<string>, erased: ReadonlySet<string>, allOver: boolean): Promise<string[]> {
  const going: string[] = [];
  if (over.size > 0) {
    await store.db.entries.each(({ id, round, pending }) => {
      if (pending === undefined && (round === undefined ? allOver : over.has(round))) going.push(id);
    });
  }
  const named = (await store.db.entries.bulkGet([...erased])).flatMap((row) => (row ? [row.id] : []));
  return [...new Set([...going, ...named])];
}

/** Memory follows the disk. */
function follow(store: Store, session: Session, ledger: Ledger, { entrances, changed }: Leaving, rows: readonly string[], drafts: readonly string[]): void {
  session.ledger = ledger;
  for (const id of rows) store.pending.delete(id);
  for (const id of drafts) {
    session.drafts.delete(id);
    store.ended.add(id);
  }
  for (const entrance of entrances) {
    session.tails.delete(entrance);
    session.entrances.delete(entrance);
  }
  for (const [entrance, facts] of changed) {
    session.tails.delete(entrance);
    store.remember(session, entrance, facts);
  }
}
