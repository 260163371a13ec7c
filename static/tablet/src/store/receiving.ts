/** Taking in what the server tells: page by page, each in one transaction; what cannot be applied is set aside, never dropped. */
import { readBundle, type Bundle } from '../domain/bundle';
import { groupedBy, withChanges, type EntranceFacts } from '../domain/entrance';
import type { Change } from '../domain/entries';
import { digestOf, jsonBytes, textBytes } from '../domain/envelope';
import { progressOf } from '../domain/progress';
import { readChange } from '../domain/reading';
import { SENTENCES } from '../domain/sentences';
import { shortFingerprint } from '../../../sealing/age';
import { unlockJson, type Locked } from './cipher';
import type { DeviceRow } from './database';
import { staffOf } from './keys';
import { recipientAfter } from './rotations';
import { FACTS, type Ledger, type Session, type Store } from './store';

export interface Page {
  epoch: string;
  bundle: unknown;
  bundleHash: string | null;
  changes: readonly unknown[];
  cursors: Record<string, number>;
}

/** Where this tablet is in the feed: entrances of its rounds, and how far each was read in the server's epoch. */
export function cursorsOf(store: Store): Record<string, number> {
  const { ledger, bundle } = store.unlocked();
  const known = ledger.epoch === store.known().epoch && ledger.facts === FACTS ? ledger.cursors : {};
  const entrances = new Set(bundle.rounds.flatMap((round) => round.entrances));
  return Object.fromEntries([...entrances].map((entrance) => [entrance, known[entrance] ?? 0]));
}

/** Returns a sentence when a person is needed. */
export async function applyPage(store: Store, page: Page): Promise<string | null> {
  const trouble = await store.write(async () => {
    const session = store.unlocked();
    const { changes, strange } = sorted(page.changes);
    const entrances = await changedEntrances(store, changes, page.epoch);
    const ledger = ledgerAfter(session.ledger, page, entrances);
    const news = await bundleNews(store, session, page);
    if (news.strange) strange.push(news.strange);
    const [overview, snapshots, bundle, aside] = await Promise.all([
      store.locked(session, 'overview/ledger', ledger),
      Promise.all([...entrances].map(async ([entrance, facts]) => ({ entrance, facts: await store.locked(session, `snapshots/${entrance}`, facts) }))),
      news.bundle && store.locked(session, 'overview/bundle', news.bundle),
      Promise.all(strange.map((one) => asideRow(store, session, one))),
    ]);
    await store.commit(news.device, [
      ...snapshots.flatMap((row) => [{ table: 'snapshots', put: row } as const, { table: 'tails', remove: row.entrance } as const]),
      { table: 'overview', put: { key: 'ledger', content: overview } },
      ...(bundle ? [{ table: 'overview', put: { key: 'bundle', content: bundle } } as const] : []),
      ...aside.map((row) => ({ table: 'setAside', put: row }) as const),
      ...news.leavers.map((worker) => ({ table: 'keys', remove: worker }) as const),
    ]);
    follow(store, session, ledger, news, entrances);
    store.setAside = await store.db.setAside.count();
    return news.trouble;
  });
  store.changed();
  return trouble;
}

function sorted(changes: readonly unknown[]): { changes: Change[]; strange: unknown[] } {
  const read = changes.map((raw) => ({ raw, change: readChange(raw) }));
  return {
    changes: read.flatMap(({ change }) => change ?? []),
    strange: read.filter(({ change }) => change === null).map(({ raw }) => raw),
  };
}

async function changedEntrances(store: Store, changes: readonly Change[], epoch: string): Promise<Map<string, EntranceFacts>> {
  const after = new Map<string, EntranceFacts>();
  for (const [entrance, its] of groupedBy(changes, (change) => change.entrance)) {
    after.set(entrance, withChanges(await store.facts(entrance), its, epoch));
  }
  return after;
}

function ledgerAfter(ledger: Ledger, page: Page, entrances: ReadonlyMap<string, EntranceFacts>): Ledger {
  const before = ledger.epoch === page.epoch && ledger.facts === FACTS ? ledger.cursors : {};
  const progress = Object.fromEntries([...entrances].map(([entrance, facts]) => [entrance, progressOf(facts)]));
  return { ...ledger, epoch: page.epoch, facts: FACTS, cursors: { ...before, ...page.cursors }, progress: { ...ledger.progress, ...progress } };
}

interface BundleNews {
  bundle: Bundle | null;
  device: Partial<DeviceRow>;
  leavers: string[];
  strange: unknown;
  trouble: string | null;
}

async function bundleNews(store: Store, session: Session, page: Page): Promise<BundleNews> {
  const nothing = { bundle: null, device: {}, leavers: [], strange: null, trouble: null };
  if (page.bundle === null || page.bundle === undefined) return nothing;
  const bundle = readBundle(page.bundle);
  if (bundle === null) return { ...nothing, strange: page.bundle, trouble: SENTENCES.strangeBundle };
  const { organisation, workers, transport_recipient } = bundle;
  const { id } = store.known().organisation;
  if (organisation.id !== id) return { ...nothing, strange: page.bundle, trouble: SENTENCES.otherOrganisation };
  // The recipient was checked against the link once; no answer of a server changes it without the proof of who held the key.
  const recipient = await recipientAfter(store, session, bundle);
  const trouble = organisation.recipient === recipient ? null : SENTENCES.changedKey;
  const staff = staffOf(store, workers);
  const device = {
    bundleHash: staff.settled && trouble === null ? page.bundleHash : null, workers: staff.workers, transportRecipient: transport_recipient, device: bundle.device,
    organisation: { id, name: organisation.name, recipient }, fingerprint: await shortFingerprint(recipient),
  };
  return { bundle, device, leavers: staff.leavers, strange: null, trouble };
}

/** Memory follows the disk, never the other way round. */
function follow(store: Store, session: Session, ledger: Ledger, news: BundleNews, entrances: ReadonlyMap<string, EntranceFacts>): void {
  session.ledger = ledger;
  if (news.bundle) session.bundle = news.bundle;
  for (const worker of news.leavers) store.coded.delete(worker);
  for (const [entrance, facts] of entrances) {
    session.tails.delete(entrance);
    if (session.entrances.has(entrance)) session.entrances.set(entrance, facts);
  }
}

/** The same strange thing told twice is kept once. */
async function asideRow(store: Store, session: Session, value: unknown): Promise<{ id: string; content: Locked }> {
  const id = await digestOf(jsonBytes(value));
  return { id, content: await store.locked(session, `setAside/${id}`, value) };
}

/** A newer app may understand what an older one set aside. */
export async function retrySetAside(store: Store): Promise<void> {
  if (store.setAside === 0) return;
  const session = store.unlocked();
  const rows = await store.db.setAside.toArray();
  const read = await Promise.all(rows.map(async (row) => ({ row, change: readChange(await unlockJson(session.key, `setAside/${row.id}`, row.content)) })));
  const understood = read.flatMap(({ row, change }) => (change ? [{ row, change }] : []));
  if (understood.length === 0) return;
  const { epoch } = session.ledger;
  const changes = understood.map(({ change }) => change);
  await applyPage(store, { epoch, bundle: null, bundleHash: null, changes, cursors: cursorsOf(store) });
  await store.write(async () => {
    await store.commit({}, understood.map(({ row }) => ({ table: 'setAside', remove: row.id })));
    store.setAside = await store.db.setAside.count();
  });
}

/** Hashes of forms that the rounds need and this tablet lacks. */
export async function missingForms(store: Store): Promise<string[]> {
  const hashes = [...new Set(store.unlocked().bundle.forms.map(({ hash }) => hash))];
  const held = await store.db.forms.where('hash').anyOf(hashes).primaryKeys();
  return hashes.filter((hash) => !held.includes(hash));
}

/** Keeps a form if it is the one that was asked for. Forms are never deleted: a draft may need an old one. */
export async function keepForm(store: Store, hash: string, xform: string): Promise<boolean> {
  if ((await digestOf(textBytes(xform))) !== hash) return false;
  await store.write(async () => {
    const content = await store.locked(store.unlocked(), `forms/${hash}`, xform);
    await store.commit({}, [{ table: 'forms', put: { hash, xform: content } }]);
  });
  store.changed();
  return true;
}

export async function readForm(store: Store, hash: string): Promise<string | null> {
  const { key } = store.unlocked();
  const row = await store.db.forms.get(hash);
  return row ? ((await unlockJson(key, `forms/${hash}`, row.xform)) as string) : null;
}
