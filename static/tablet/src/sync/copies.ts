/** Giving to a neighbour, carrying for one, and bringing receipts back: stairwell copies as the screens and the exchange see them. */
import { copyBlock, readCopies, readDigits, readReceipts, receiptsBlock, tagOf } from '../domain/copies';
import type { Named } from '../domain/bundle';
import { isUuid } from '../domain/ids';
import { isShape, isText } from '../domain/reading';
import { SENTENCES, Sentence } from '../domain/sentences';
import type { CarriedReceipts, GivenPart, TakenCopy } from '../domain/tablet';
import { confirmCopies, copiesToSend, copyText, dropOldCopies, keepCopies, makeCopies, noteAnswered, receiptsHeld, type CopyAnswer } from '../store/copies';
import { enrolledKeys } from '../store/enrolment';
import { markSent } from '../store/sending';
import type { Store } from '../store/store';
import { open, unarmored } from '../../../sealing/age';
import { ExchangeFailure, post, type Answer } from './server';

/** A copy cannot be cut smaller by who carries it: on a network of 5 kB/s it still has its time. */
const PATIENCE_PER_BYTE = 1 / 5;

async function ownTag(store: Store): Promise<string> {
  const { organisation, transportRecipient } = store.known();
  return tagOf(organisation.id, transportRecipient);
}

export async function giveCopies(store: Store): Promise<{ parts: GivenPart[]; left: number }> {
  const [{ given, left }, tag] = await Promise.all([makeCopies(store), ownTag(store)]);
  const parts = given.map(({ row, text }) => ({
    id: row.id, lane: row.lane, entries: row.entries.length, text: copyBlock(tag, text), name: `palier-copie-${row.lane === 'log' ? 'passages' : 'reponses'}-${row.id.slice(0, 6)}.txt`,
  }));
  return { parts, left };
}

export async function confirm(store: Store, typed: string): Promise<number> {
  const digits = readDigits(typed);
  if (digits === null) throw new Sentence(SENTENCES.badDigits);
  return confirmCopies(store, digits);
}

export async function takeCopies(store: Store, text: string): Promise<TakenCopy[]> {
  return keepCopies(store, await readCopies(text, await ownTag(store)));
}

/** How many copies the server could not open: it keeps them whole. */
export async function carry(store: Store): Promise<number> {
  await dropOldCopies(store);
  let unopened = 0;
  for (const id of copiesToSend(store)) {
    const text = await copyText(store, id);
    const answer = text === null ? null : await send(store, text);
    if (answer === null) continue;
    const told = readAnswer(answer, id);
    if (told === null) throw new ExchangeFailure('strange');
    await noteAnswered(store, id, told.answer);
    if (!told.opened) unopened += 1;
  }
  return unopened;
}

/** One copy that the server will not take now holds up neither the others nor what this tablet noted itself. */
async function send(store: Store, copy: string): Promise<Answer | null> {
  try {
    return await post(store.env, store.known().token, 'copies', { copy }, Math.ceil(copy.length * PATIENCE_PER_BYTE));
  } catch (failure) {
    if (failure instanceof ExchangeFailure && (failure.kind === 'refused' || failure.kind === 'busy')) return null;
    throw failure;
  }
}

/** Only an answer about exactly this text counts. */
function readAnswer({ body, epoch }: Answer, id: string): { answer: CopyAnswer; opened: boolean } | null {
  const { copy, origin, receipts } = body;
  if (!isShape(copy) || copy.digest !== id || !['accepted', 'quarantined', 'duplicate'].includes(String(copy.status))) return null;
  const answer = { epoch, origin: isNamed(origin) ? { id: origin.id, name: origin.name } : null, receipts: isText(receipts) ? receipts : null };
  return { answer, opened: copy.status !== 'quarantined' };
}

function isNamed(value: unknown): value is Named {
  return isShape(value) && isUuid(value.id) && isText(value.name);
}

export function receiptsToBring(store: Store): CarriedReceipts[] {
  return receiptsHeld(store).map(({ origin, receipts }) => ({
    origin, text: receipts.map(receiptsBlock).join(''), name: `palier-accuses-${origin.id.slice(0, 6)}.txt`,
  }));
}

/** Receipts that somebody brought. Returns how many notes of this tablet they say to be at the server. */
export async function takeReceipts(store: Store, text: string): Promise<number> {
  const armored = await readReceipts(text);
  const { privateKey } = await enrolledKeys(store, store.unlocked());
  const read = await Promise.all(armored.map((one) => openReceipts(one, privateKey)));
  const mine = read.filter((one) => one !== null);
  if (mine.length === 0) throw new Sentence(SENTENCES.receiptsOfOthers);
  const told = mine.filter(({ epoch }) => epoch >= store.known().epoch).flatMap(({ receipts }) => receipts);
  if (told.length === 0) throw new Sentence(SENTENCES.oldReceipts);
  const rows = new Map((await store.db.entries.bulkGet(told.map(({ id }) => id))).flatMap((row) => (row ? [[row.id, row.digest] as const] : [])));
  const arrived = told.filter(({ id, digest }) => rows.get(id) === digest).map(({ id }) => id);
  await markSent(store, arrived.filter((id) => store.pending.has(id)));
  return arrived.length;
}

interface Told {
  epoch: string;
  receipts: { id: string; digest: string }[];
}

/** Null: for another tablet. What the server keeps without understanding it, it is asked about directly. */
async function openReceipts(armored: string, privateKey: string): Promise<Told | null> {
  const text = await openArmored(armored, privateKey);
  if (!isShape(text) || text.format !== 'palier-receipts/1' || !isText(text.epoch) || !Array.isArray(text.receipts)) return null;
  const receipts = (text.receipts as unknown[]).flatMap((one) => {
    if (!isShape(one) || (one.status !== 'accepted' && one.status !== 'duplicate')) return [];
    return isText(one.id) && isText(one.digest) ? [{ id: one.id, digest: one.digest }] : [];
  });
  return { epoch: text.epoch, receipts };
}

async function openArmored(armored: string, privateKey: string): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await open(await unarmored(armored), privateKey)));
  } catch {
    return null;
  }
}
