/** Signing in with a passkey instead of a password. */
import { need, say, show } from './dom';
import { canUsePasskeys, usePasskey } from './passkey-browser';
import { postJson, Refused } from './server';

export function start(root: HTMLElement): void {
  if (!canUsePasskeys()) return;
  const button = need(root, '[data-use]', HTMLButtonElement);
  const wrong = need(root, '[data-wrong]', HTMLElement);
  show(button);
  button.addEventListener('click', () => {
    wrong.hidden = true;
    button.disabled = true;
    signIn(root)
      .catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        say(wrong, error.message);
      })
      .finally(() => { button.disabled = false; });
  });
}

async function signIn(root: HTMLElement): Promise<void> {
  const credential = await usePasskey(await postJson(root.dataset.ask ?? '', {}));
  const answer = await postJson(root.dataset.give ?? '', { credential });
  if (typeof answer === 'object' && answer !== null && 'address' in answer && typeof answer.address === 'string') location.assign(answer.address);
}
