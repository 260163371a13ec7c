/** One entry that the server could not interpret: opened here after unlocking, shown, corrected and sent again. */
import { toBase64Url } from '../../sealing/base64url';
import { all, make, need, say, show } from './dom';
import { correctedEnvelope, freshId, openQuarantined, type Fields, type Opened } from './envelope';
import { Refused, getBytes, postJson } from './server';
import { unlock, type Unlocked } from './unlock';
import { KINDS, OUTCOMES, doorName, readableMoment } from './words';

const UNREADABLE =
  'Même ouverte, cette saisie n’est pas lisible : elle a été abîmée avant d’arriver, ou vient d’une version inconnue de la tablette. Gardez la tablette à portée, puis écartez la saisie en notant pourquoi.';

export function start(root: HTMLElement): void {
  const button = need(root, '[data-open]', HTMLButtonElement);
  const wrong = need(root, '[data-wrong]', HTMLElement);
  button.addEventListener('click', () => {
    say(wrong, '');
    reveal(root, button).catch((error: unknown) => {
      say(wrong, error instanceof Refused ? error.message : UNREADABLE);
    });
  });
}

async function reveal(root: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const key = await unlock(root.dataset.key ?? '', 'Cette saisie est scellée : seule la clé de votre organisation l’ouvre.');
  if (!key) return;
  const opened = await openQuarantined(await getBytes(root.dataset.sealed ?? ''), key.keys);
  if (!opened) throw new Error('unreadable');
  const panel = need(root, '[data-opened]', HTMLElement);
  need(panel, '[data-facts]', HTMLElement).replaceChildren(...facts(opened));
  prepareRepair(panel, opened, key);
  show(button.parentElement ?? button, false);
  show(panel);
  need(panel, 'h2', HTMLElement).focus();
}

function prepareRepair(panel: HTMLElement, opened: Opened, key: Unlocked): void {
  const form = need(panel, '[data-repair]', HTMLFormElement);
  const wrong = need(form, '[data-repair-wrong]', HTMLElement);
  // Answers name no tablet and no person: nothing in the clear part may tell who was at the door.
  const lacking = opened.clear.format === 'palier-answers/1' ? all(form, '[data-origin]', HTMLElement) : [];
  for (const field of lacking) field.remove();
  // What the office says of a place belongs to no round.
  if (opened.clear.round === null) need(form, '[data-round]', HTMLElement).remove();
  const selects = all(form, 'select', HTMLSelectElement);
  for (const select of selects) preselect(select, opened.clear[select.name]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    say(wrong, '');
    const chosen = Object.fromEntries(selects.map((select) => [select.name, select.value]));
    send(form.action, opened, chosen, key).then(
      () => { window.location.assign(form.dataset.onward ?? '/'); },
      (error: unknown) => { say(wrong, error instanceof Refused ? error.message : UNREADABLE); },
    );
  });
}

/** Keeps the id if it is free, so that a correction of this entry still finds it; else takes a fresh one. */
async function send(address: string, opened: Opened, chosen: Record<string, string>, key: Unlocked): Promise<void> {
  const attempt = async (id: string): Promise<unknown> => {
    const envelope = await correctedEnvelope(opened, { ...chosen, id, organisation: key.organisation.id }, key.recipient);
    return postJson(address, { envelope: toBase64Url(envelope) });
  };
  try {
    await attempt(typeof opened.clear.id === 'string' ? opened.clear.id : freshId(opened.clear.kind));
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'conflict') throw error;
    await attempt(freshId(opened.clear.kind));
  }
}

function preselect(select: HTMLSelectElement, value: unknown): void {
  if (typeof value === 'string' && [...select.options].some((option) => option.value === value)) select.value = value;
}

/** What the entry says, as lines of a list of definitions. */
function facts({ clear, sealedText }: Opened): HTMLElement[] {
  const lines: [string, string][] = [['Ce que c’est', KINDS[text(clear.kind)] ?? `Inconnu (${text(clear.kind)})`]];
  const when = clear.made_at ?? sealedText?.made_at ?? clear.day;
  if (typeof when === 'string') lines.push(['Quand', readableMoment(when)]);
  if (clear.outcome !== undefined) lines.push(['Issue', OUTCOMES[text(clear.outcome)] ?? text(clear.outcome)]);
  if (clear.kind === 'door_removal' && Array.isArray(clear.doors)) lines.push(['Combien', String(clear.doors.length)]);
  else if (Array.isArray(clear.doors)) lines.push(['Portes', clear.doors.map((door) => doorName(door as Fields)).join(' · ')]);
  if (clear.kind === 'door_label') lines.push(['Nouveau nom', doorName(clear)]);
  for (const [field, value] of Object.entries(fieldsOf(clear.answers))) lines.push([field, list(value)]);
  for (const [field, value] of Object.entries(fieldsOf(sealedText?.identity))) lines.push([`${field} (scellé)`, list(value)]);
  lines.push(['Numéro', text(clear.id)]);
  return lines.flatMap(([name, value]) => [make('dt', name), make('dd', value)]);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.map(text).join(', ') : text(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '—' : JSON.stringify(value);
}
