/** Becoming a tablet of an organisation. The private key made for an invitation lies locked under the link's token, which is not kept. */
import type { Before } from '../domain/before';
import type { Bundle } from '../domain/bundle';
import { textBytes } from '../domain/envelope';
import { SENTENCES, Sentence } from '../domain/sentences';
import { makeKeyPair, type KeyPair } from '../../../sealing/age';
import { dataKey, lockBytes, unlockBytes } from './cipher';
import { commit } from './commit';
import type { DeviceRow, InvitationRow } from './database';
import { staffOf } from './keys';
import type { Session, Store } from './store';

/** This tablet's key pair for an invitation: the same one when the link is opened again after a lost answer. */
export async function invitationKeys(store: Store, token: string): Promise<KeyPair> {
  if (store.device) return enrolledKeys(store, store.unlocked());
  const wrapping = await tokenKey(token);
  const row = await store.db.device.get('invitation');
  if (row?.key === 'invitation') {
    try {
      const privateKey = new TextDecoder().decode(await unlockBytes(wrapping, 'device/invitation', row.identity));
      return { privateKey, recipient: row.recipient };
    } catch {
      // Another link: another key pair.
    }
  }
  const pair = await makeKeyPair();
  const identity = await lockBytes(wrapping, 'device/invitation', textBytes(pair.privateKey), store.env.random);
  const invitation: InvitationRow = { key: 'invitation', recipient: pair.recipient, identity };
  await store.write(() => commit(store.db, null, [{ table: 'device', put: invitation }]));
  return pair;
}

/** This tablet's own key pair; only while unlocked. */
export async function enrolledKeys(store: Store, session: Session): Promise<KeyPair> {
  const { identity, recipient } = store.known();
  return { privateKey: new TextDecoder().decode(await unlockBytes(session.key, 'device/identity', identity)), recipient };
}

async function tokenKey(token: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', textBytes(token), 'HKDF', false, ['deriveKey']);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: textBytes('palier invitation') };
  return crypto.subtle.deriveKey(parameters, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

export interface Enrolled {
  token: string;
  epoch: string;
  bundle: Bundle;
  bundleHash: string;
  before: Before | null;
  fingerprint: string;
  clockErrorMs: number | null;
}

/** A new tablet: everything in memory, unlocked, until the first worker chooses a code. */
export async function enrolNew(store: Store, pair: KeyPair, enrolled: Enrolled): Promise<void> {
  const key = await dataKey(store.env.random(32));
  const identity = await lockBytes(key, 'device/identity', textBytes(pair.privateKey), store.env.random);
  store.device = { ...rowOf(enrolled), key: 'device', revision: 0, recipient: pair.recipient, identity, counter: 0, lastExchange: null, openDraft: null };
  const ledger = { epoch: enrolled.epoch, cursors: {}, progress: {}, answers: {}, before: enrolled.before };
  store.session = { key, worker: null, bundle: enrolled.bundle, ledger, drafts: new Map(), tails: new Map(), crew: null, entrances: new Map() };
  store.changed();
}

/** A tablet that the server had forgotten: new token, same keys, same entries. */
export async function enrolAgain(store: Store, enrolled: Enrolled): Promise<void> {
  if (enrolled.bundle.organisation.id !== store.known().organisation.id) throw new Sentence(SENTENCES.otherOrganisation);
  await store.write(async () => {
    const session = store.unlocked();
    const content = await store.locked(session, 'overview/bundle', enrolled.bundle);
    // The epoch stays as it was: a change of it is noticed, and dealt with, at the next exchange.
    const { workers, leavers, settled } = staffOf(store, enrolled.bundle.workers);
    const row = { ...rowOf(enrolled), epoch: store.known().epoch, workers, bundleHash: settled ? enrolled.bundleHash : null };
    await store.commit(row, [
      { table: 'overview', put: { key: 'bundle', content } },
      ...leavers.map((worker) => ({ table: 'keys', remove: worker }) as const),
    ]);
    session.bundle = enrolled.bundle;
    for (const worker of leavers) store.coded.delete(worker);
  });
  store.changed();
}

function rowOf({ token, epoch, bundle, bundleHash, fingerprint, clockErrorMs }: Enrolled) {
  const { device, organisation, workers, transport_recipient } = bundle;
  return {
    device, organisation, fingerprint, token, epoch, bundleHash, workers, clockErrorMs, transportRecipient: transport_recipient,
  } satisfies Partial<DeviceRow>;
}

/** The team has read what is missing of the tablet before this one. */
export async function forgetBefore(store: Store): Promise<void> {
  await store.write(async () => {
    const session = store.unlocked();
    const ledger = { ...session.ledger, before: null };
    const content = await store.locked(session, 'overview/ledger', ledger);
    await store.commit({}, [{ table: 'overview', put: { key: 'ledger', content } }]);
    session.ledger = ledger;
  });
  store.changed();
}
