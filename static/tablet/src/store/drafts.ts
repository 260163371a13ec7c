/** Unfinished contact forms: kept at every answer, encrypted; finished into an answers entry in one transaction. */
import { CONTACT_FORM } from '../domain/bundle';
import { keepsNothing, withoutTheRest } from '../domain/consent';
import type { CodedAnswers, SealedText } from '../domain/entries';
import { oneDoor } from '../domain/entrance';
import { makeAnswers, makeSealedText } from '../domain/making';
import type { Draft, KeptFile } from '../domain/tablet';
import { madeOf, withoutAttachments } from './attachments';
import { answered, exchanges, exchangeWrites, marked } from './exchanges';
import { handOf, keep, talkOf } from './journal';
import type { Store } from './store';

/** In its turn: a form just left by the back button may still be on its way to the disk. */
export function draftAt(store: Store, entrance: string, door: string, form = CONTACT_FORM): Promise<Draft | null> {
  return store.write(async () => {
    const one = oneDoor(await store.facts(entrance));
    const isHere = (its: string | null) => its !== null && (one.get(its) ?? its) === door;
    return [...store.unlocked().drafts.values()].find((draft) => draft.entrance === entrance && isHere(draft.door) && draft.form.id === form) ?? null;
  });
}

/** At a visit, or at an encounter without a door. */
export function draftOf(store: Store, visit: string, form = CONTACT_FORM): Promise<Draft | null> {
  return store.write(() => Promise.resolve([...store.unlocked().drafts.values()].find((draft) => draft.visit === visit && draft.form.id === form) ?? null));
}

export function openDraft(store: Store): Draft | null {
  const id = store.known().openDraft;
  return id === null ? null : (store.unlocked().drafts.get(id) ?? null);
}

/** A form that was finished or discarded meanwhile stays so: a save that comes late brings nothing back. */
export async function saveDraft(store: Store, draft: Draft, onScreen: boolean): Promise<void> {
  const isNews = await store.write(async () => {
    const session = store.unlocked();
    if (store.ended.has(draft.id)) return false;
    const content = await store.locked(session, `drafts/${draft.id}`, draft);
    const before = store.known().openDraft;
    const openNow = onScreen ? draft.id : before === draft.id ? null : before;
    await store.commit({ openDraft: openNow }, [{ table: 'drafts', put: { id: draft.id, content } }]);
    const isNew = !session.drafts.has(draft.id);
    session.drafts.set(draft.id, { ...draft });
    return isNew;
  });
  if (isNews) store.changed();
}

export async function discardDraft(store: Store, id: string): Promise<void> {
  await store.write(async () => {
    const before = store.known().openDraft;
    await store.commit({ openDraft: before === id ? null : before }, [{ table: 'drafts', remove: id }, ...(await withoutAttachments(store, id))]);
    store.session?.drafts.delete(id);
    store.ended.add(id);
  });
  store.changed();
}

/** Answers given again at the same visit, to the same form, replace the first, or count no second time where that has left the tablet. */
export async function finishDraft(store: Store, draft: Draft, answers: CodedAnswers, identity: SealedText['identity'], files: readonly KeptFile[] = []): Promise<string> {
  const id = await store.write(async () => {
    const session = store.unlocked();
    const hand = handOf(store);
    const facts = await store.facts(draft.entrance);
    const talk = talkOf(draft.visit, draft.form.id);
    const replaces = session.ledger.answers[talk] ?? null;
    const counted = replaces !== null || !facts.answered.includes(talk);
    const place = { round: draft.round, entrance: draft.entrance };
    const form = { id: draft.form.id, version: draft.form.version };
    const nothing = keepsNothing(answers);
    const exchange = (await exchanges(store))[draft.visit];
    const after = exchange ? answered(exchange, draft, answers) : null;
    const code = nothing ? null : (after?.code ?? null);
    const kept = nothing ? [] : files;
    const ofAnswers = await marked(nothing ? null : after, 'answers', 1);
    const ofFiles = await marked(ofAnswers.after, 'attachment', kept.length);
    const made = makeAnswers({ form, answers: nothing ? withoutTheRest(answers) : answers, counted, replaces, ...ofAnswers.receipts[0] }, hand, place);
    const sealedText = nothing ? null : makeSealedText(made.id, draft, identity, hand, code);
    const ledger = { ...session.ledger, answers: { ...session.ledger.answers, [talk]: made.id } };
    const known = { ...facts, answered: [...new Set([...facts.answered, talk])] };
    const [attached, gone, remembered] = await Promise.all([
      madeOf(store, session, draft, made.id, kept, hand, ofFiles.receipts, code),
      withoutAttachments(store, draft.id),
      exchangeWrites(store, session, draft.visit, ofFiles.after ?? after),
    ]);
    await keep(store, session, [{ made, sealedText }, ...attached], {
      entrance: draft.entrance, facts: known, ledger, counter: store.known().counter, ended: draft.id, along: [...gone, ...remembered.writes],
    });
    remembered.settle();
    return made.id;
  });
  store.changed();
  return id;
}
