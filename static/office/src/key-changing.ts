/** Changing the key: a new one is made here, sealed to who stays, and announced to each tablet by what only the old key can prove. */
import { renewComparison, type KeptComparison } from '../../sealing/compared';
import { copyFor, holderProof, nextKey } from '../../sealing/holders';
import { rotationProof } from '../../sealing/rotation';
import { all, drawn, need, say, show } from './dom';
import { announcedKeys } from './key-check';
import type { HolderFacts, KeysPage } from './key-facts';
import { showSheet } from './key-sheet';
import { Refused, postJson } from './server';
import { unlock, type Unlocked } from './unlock';

const FAILED = 'La clé n’a pas pu être changée. L’ancienne reste en place : rechargez la page et recommencez.';
const SURE = 'Changer la clé de l’organisation ? L’ancienne feuille de secours ne vaudra plus que pour le passé ; une nouvelle s’imprime aussitôt.';

export function prepareChange(page: KeysPage): void {
  const form = page.root.querySelector('[data-change-form]');
  if (!(form instanceof HTMLFormElement)) return;
  const wrong = need(form, '[data-change-wrong]', HTMLElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    say(wrong, '');
    change(page, form).catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : FAILED); });
  });
}

async function change(page: KeysPage, form: HTMLFormElement): Promise<void> {
  const staying = new Set(all(form, 'input[type=checkbox]:checked', HTMLInputElement).map((input) => input.value));
  const holders = page.facts.holders.filter(({ id }) => staying.has(id));
  const key = await unlock(page.address, 'Changer la clé demande l’ancienne : elle ouvre le passé.');
  if (!key || !window.confirm(SURE)) return;
  const busy = need(page.root, '[data-busy]', HTMLElement);
  show(busy);
  await drawn();
  try {
    const { pair, sealed_before } = await nextKey(key.privateKey);
    const copies = await copiesFor(holders, key, pair.privateKey);
    const notices = await noticesFor(page, key, pair.recipient);
    const compared = await comparisonsFor(form.dataset.announced ?? '', key, pair.privateKey);
    await postJson(form.action, { before: key.recipient, recipient: pair.recipient, sealed_before, copies, notices, compared });
    await showSheet(page.root, pair);
  } finally {
    show(busy, false);
  }
}

async function copiesFor(holders: readonly HolderFacts[], key: Unlocked, next: string): Promise<Record<string, unknown>> {
  const copies: Record<string, unknown> = {};
  for (const { id, name, recipient, proof } of holders) {
    // A recipient that the server put in the place of the one that was compared would get the new key.
    if (recipient === null || proof !== (await holderProof(key.privateKey, key.recipient, recipient))) throw new Refused(changedHolder(name));
    copies[id] = { recipient, copy: await copyFor(recipient, next) };
  }
  return copies;
}

async function noticesFor({ facts }: KeysPage, key: Unlocked, to: string): Promise<Record<string, string>> {
  const said = { organisation: key.organisation.id, from: key.recipient, to };
  const proofs = facts.tablets.map(async ({ id, recipient }) => [id, await rotationProof(key.privateKey, recipient, { ...said, device: id })] as const);
  return Object.fromEntries(await Promise.all(proofs));
}

/** What was compared stays so under the next key; what our current key has not made is left behind, and asked again. */
async function comparisonsFor(address: string, key: Unlocked, next: string): Promise<Record<string, KeptComparison>> {
  const compared: Record<string, KeptComparison> = {};
  for (const { id, kept } of (await announcedKeys(address)).others) {
    const renewed = kept && (await renewComparison(kept, key.privateKey, next));
    if (renewed) compared[id] = renewed;
  }
  return compared;
}

function changedHolder(name: string): string {
  return `La clé annoncée pour ${name} n’est pas celle qui a été comparée avec vous. Rien n’a été changé. Décochez son nom et recommencez ; ${name} redemandera la clé, et vous comparerez de nouveau.`;
}
