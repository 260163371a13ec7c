/** The page of a link: fragment and code make the key here. The address keeps nothing of them, and leaving the page forgets everything. */
import { fromBase64Url, toBase64Url } from '../../sealing/base64url';
import { linkKey, openReferral, readCode, readFragment, sealWords, type Link, type LinkKey, type ReferralText } from '../../sealing/referral';
import { need, say, show } from './dom';
import { forgetOnLeaving } from './leaving';
import { lockByItself } from './locking';
import { factsOf } from './referral-facts';
import { postJson, Refused } from './server';

const OPENED = 'Cette page est ouverte. Elle se referme après 5 minutes sans geste.';
const NO_LINK = 'Ce lien n’est pas entier, ou la page a été rechargée. Rouvrez-le depuis le message que vous avez reçu.';
const EIGHT = 'Le code a huit chiffres. Rien n’a été essayé : vérifiez-le.';
const DAMAGED = 'Ce qui était scellé ne s’ouvre pas. Demandez un nouveau lien à la structure qui vous l’a envoyé.';
const REASON = 'Dites pourquoi vous refusez, en choisissant un motif. Rien n’a été noté.';
const LOCKED = 'Ce code est faux, et c’était le dernier essai : le lien est fermé et ce qu’il portait est détruit. Demandez-en un autre à la structure qui vous l’a envoyé.';

interface Opened {
  link: Link;
  key: LinkKey;
  text: ReferralText;
}

export function start(root: HTMLElement): void {
  const link = readFragment(window.location.hash);
  // The history of a shared computer must not lead here again.
  window.history.replaceState(null, '', window.location.pathname);
  // Another link of the same page, opened in the same tab.
  window.addEventListener('hashchange', () => { window.location.reload(); });
  const wrong = need(root, '[data-wrong]', HTMLElement);
  if (!link) {
    say(wrong, NO_LINK);
    return;
  }
  forgetOnLeaving();
  const form = need(root, '[data-code-form]', HTMLFormElement);
  show(form);
  onSubmit(form, wrong, async () => { await openWith(root, form, link); });
}

function onSubmit(form: HTMLFormElement, wrong: HTMLElement, work: (submitter: HTMLButtonElement | null) => Promise<void>): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    say(wrong, '');
    const buttons = [...form.querySelectorAll('button')];
    for (const button of buttons) button.disabled = true;
    work(event.submitter instanceof HTMLButtonElement ? event.submitter : null)
      .catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : DAMAGED); })
      .finally(() => { for (const button of buttons) button.disabled = false; });
  });
}

async function openWith(root: HTMLElement, form: HTMLFormElement, link: Link): Promise<void> {
  const code = readCode(need(form, '#code', HTMLInputElement).value);
  if (code === null) throw new Refused(EIGHT);
  const key = await linkKey(link, code);
  const answer = await ask(root.dataset.open ?? '', link, key, {});
  const { sealed, referral, receiver, state } = answer;
  const text = sealed === undefined || referral === undefined ? null : await openReferral(fromBase64Url(sealed), [key.privateKey], referral, null);
  if (!text) throw new Refused(DAMAGED);
  form.remove();
  const section = need(root, '[data-opened]', HTMLElement);
  const title = need(section, '[data-for]', HTMLElement);
  title.textContent = `Pour ${receiver ?? 'votre structure'}`;
  need(section, '[data-facts]', HTMLElement).replaceChildren(...factsOf(text));
  told(section, state);
  need(section, '[data-answer-words]', HTMLTextAreaElement).disabled = false;
  lockByItself(() => undefined, undefined, OPENED);
  show(section);
  title.focus();
  const answers = need(section, '[data-answer-form]', HTMLFormElement);
  onSubmit(answers, need(root, '[data-wrong]', HTMLElement), (button) => answerWith(root, answers, { link, key, text }, button?.value ?? ''));
}

async function answerWith(root: HTMLElement, form: HTMLFormElement, { link, key, text }: Opened, answer: string): Promise<void> {
  const refusal = need(form, '#refusal', HTMLSelectElement).value;
  if (answer === 'refused' && refusal === '') throw new Refused(REASON);
  const field = need(form, '[data-answer-words]', HTMLTextAreaElement);
  const words = field.value.trim();
  const sealed = words === '' ? null : toBase64Url(await sealWords(words, text.referral, text.reply_to));
  const { state } = await ask(root.dataset.answer ?? '', link, key, { answer, refusal, words: sealed });
  told(root, state);
  field.value = '';
  if (answer !== 'contacted') form.remove();
}

function told(root: ParentNode, state: string | undefined): void {
  need(root, '[data-state]', HTMLElement).textContent = state ?? '';
}

/** A wrong code is said with the tries that are left. */
async function ask(address: string, link: Link, key: LinkKey, more: Record<string, unknown>): Promise<Record<string, string | undefined>> {
  const answer = (await postJson(address, { link: toBase64Url(link.name), proof: toBase64Url(key.proof), ...more })) as Record<string, unknown>;
  const { left } = answer;
  if (typeof left === 'number') throw new Refused(left === 0 ? LOCKED : `Ce code est faux. Il reste ${left}\u00a0${left === 1 ? 'essai' : 'essais'}.`);
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]));
}
