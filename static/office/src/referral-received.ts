/** A referral that came in: opened with the organisation's key in this browser; the words of an answer are sealed to the sender before they leave. */
import { fromBase64Url, toBase64Url } from '../../sealing/base64url';
import { openReferral, sealWords, type ReferralText } from '../../sealing/referral';
import { all, make, need, say, show } from './dom';
import { keyCheck, type KeyCheck, type Whom } from './key-check';
import { forgetOnLeaving } from './leaving';
import { factsOf } from './referral-facts';
import { postJson, Refused } from './server';
import { unlock } from './unlock';

const CLOSED = 'Votre clé n’ouvre pas cette orientation, ou elle n’a pas été scellée pour vous. Demandez à la structure qui l’a envoyée de la transmettre de nouveau.';
const UNSEALED = 'Vos mots n’ont pas pu être scellés. Rien n’a été envoyé. Rechargez la page et recommencez.';

export function start(root: HTMLElement): void {
  let opened: ReferralText | null = null;
  const panel = root.querySelector('[data-key-check]');
  const check = panel instanceof HTMLElement ? keyCheck(panel) : null;
  const button = root.querySelector('[data-open]');
  if (button instanceof HTMLButtonElement) {
    const wrong = need(root, '[data-wrong]', HTMLElement);
    button.addEventListener('click', () => {
      say(wrong, '');
      reveal(root, check).then((text) => { opened = text ?? opened; }, (error: unknown) => { say(wrong, error instanceof Refused ? error.message : CLOSED); });
    });
  }
  const form = root.querySelector('[data-answer]');
  if (form instanceof HTMLFormElement) answering(root, form, check, () => opened);
}

async function reveal(root: HTMLElement, check: KeyCheck | null): Promise<ReferralText | null> {
  const { key: address = '', sealed = '', referral = '', organisation = '' } = root.dataset;
  const key = await unlock(address, 'Cette orientation est scellée : seule la clé de votre organisation l’ouvre.');
  if (!key) return null;
  const answer = (await postJson(sealed, {})) as { sealed?: unknown };
  const text = typeof answer.sealed === 'string' ? await openReferral(fromBase64Url(answer.sealed), key.keys, referral, organisation) : null;
  if (!text) throw new Refused(CLOSED);
  forgetOnLeaving();
  const facts = need(root, '[data-facts]', HTMLElement);
  facts.replaceChildren(...factsOf(text));
  for (const closed of all(root, '[data-closed]', HTMLElement)) show(closed, false);
  show(facts);
  for (const sent of all(root, '[data-sent]', HTMLElement)) show(sent, false);
  for (const known of all(root, '[data-known]', HTMLElement)) show(known);
  facts.focus();
  await check?.look(sender(root, text), key, true);
  const words = root.querySelector('[data-answer-words]');
  if (words instanceof HTMLTextAreaElement) words.disabled = false;
  return text;
}

/** Anybody can seal for us, and name any key for the answer: whose it is, a comparison alone tells. */
function sender(root: HTMLElement, text: ReferralText): Whom {
  return { id: root.dataset.sender ?? '', recipient: text.reply_to };
}

/** The area for words has no name: a browser never sends it. What is sent is sealed, in a field of its own. */
function answering(root: HTMLElement, form: HTMLFormElement, check: KeyCheck | null, opened: () => ReferralText | null): void {
  const field = need(form, '[data-answer-words]', HTMLTextAreaElement);
  const written = (): string => field.value.trim();
  // Whose key it is matters to who writes something.
  const withWords = form.querySelector<HTMLElement>('[data-with-words]');
  field.addEventListener('input', () => { if (withWords) show(withWords, written() !== ''); });
  form.addEventListener('submit', (event) => {
    const text = opened();
    const words = written();
    if (words === '' || text === null) return;
    event.preventDefault();
    const unsealed = need(form, '[data-unsealed]', HTMLElement);
    try {
      check?.allow(sender(root, text));
    } catch (error) {
      say(unsealed, error instanceof Refused ? error.message : UNSEALED);
      return;
    }
    const answer = event.submitter instanceof HTMLButtonElement ? event.submitter.value : '';
    sealWords(words, root.dataset.referral ?? '', text.reply_to).then(
      (sealed) => {
        need(form, '[name=mots]', HTMLInputElement).value = toBase64Url(sealed);
        form.append(make('input', '', { type: 'hidden', name: 'reponse', value: answer }));
        form.submit();
      },
      () => { say(unsealed, UNSEALED); },
    );
  });
}
