/** A tablet's code was lost: its key is opened here, and sealed to the tablet whose number somebody read out. */
import { fromBase64Url, toBase64Url } from '../../sealing/base64url';
import { numberOf, sealAgain } from '../../sealing/recovery';
import { need, say } from './dom';
import { postJson, Refused } from './server';
import { deriveNumber } from './slow-number';
import { unlock } from './unlock';

const OTHER_NUMBER =
  'Ce n’est pas le nombre de la demande que le serveur a transmise. Faites-le relire ; s’il est bien celui de l’écran, n’allez pas plus loin : quelqu’un s’est mis entre la tablette et vous.';
const NOT_OURS = 'Ce que la tablette a gardé ne s’ouvre pas avec les clés de votre organisation. Rien n’a été envoyé. Ses notes peuvent encore partir vers le serveur sans être ouvertes.';

export function start(root: HTMLElement): void {
  if (!(root instanceof HTMLFormElement)) return;
  const wrong = need(root, '[data-wrong]', HTMLElement);
  const button = need(root, 'button[type=submit]', HTMLButtonElement);
  root.addEventListener('submit', (event) => {
    event.preventDefault();
    say(wrong, '');
    button.disabled = true;
    give(root)
      .then((given) => { if (given) window.location.assign(root.dataset.onward ?? '/'); })
      .catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : NOT_OURS); })
      .finally(() => { button.disabled = false; });
  });
}

async function give(form: HTMLFormElement): Promise<boolean> {
  const { key = '', action = '', sealed = '', recipient = '', device = '', organisation = '' } = form.dataset;
  const typed = need(form, 'input', HTMLInputElement).value.replaceAll(/\D/gu, '');
  if (typed !== (await numberOf(recipient, deriveNumber))) throw new Refused(OTHER_NUMBER);
  const opened = await unlock(key, 'La clé de la tablette est scellée à celle de votre organisation.');
  if (!opened) return false;
  const answer = await sealAgain(fromBase64Url(sealed), { organisation, device }, opened.keys, recipient);
  await postJson(action, { answer: toBase64Url(answer), recipient });
  return true;
}
