/** What an order of the coordination does to this tablet's memory. */
import { forgetDatabase } from './database';
import type { Store } from './store';

/** Locked, the key leaves memory at once; what is noted still leaves the tablet. */
export async function lockedByCentre(store: Store, lock: boolean): Promise<void> {
  if ((store.known().lockedByCentre ?? false) === lock) return;
  await store.write(() => store.commit({ lockedByCentre: lock }, []));
  if (lock) store.forgetKey();
  else store.changed();
}

/**
 * Tells the server, then forgets: keys first, so that what the disk may still hold of the rest is noise. Nothing is noted meanwhile, in this window or in
 * another, whose write would be found out by the revision and make us look again. Returns false if something came in between, or it was taken back.
 */
export async function forgetEverything(store: Store, tell: () => Promise<boolean>): Promise<boolean> {
  const done = await store.write(async () => {
    if (store.pending.size > 0 || !(await tell())) return false;
    const workers = await store.db.keys.toCollection().primaryKeys();
    await store.commit({ gone: true }, workers.map((worker) => ({ table: 'keys', remove: worker })));
    return true;
  });
  if (done) await finishForgetting(store);
  return done;
}

/** Also at the next start, if the tablet died in between. */
export async function finishForgetting(store: Store): Promise<void> {
  store.db.close();
  await forgetDatabase(store.env.databaseName);
  // Empty, for whoever links this tablet again.
  await store.db.open();
  store.forgotten();
}
