/** Whether what was typed has arrived. */
import { Show } from 'solid-js';

import { Icon } from '../../../tablet/src/screens/icons';
import type { Notebook } from './notebook';
import type { Setup } from './setup';
import { NOT_KEPT, statusWords } from './words';

export function StatusBar(props: { book: Notebook; setup: Pick<Setup, 'addresses'> }) {
  const status = () => props.book.status();
  const state = () => (props.book.broken() ? 'bad' : status().trouble ? 'waiting' : status().waiting + props.book.writing() > 0 ? 'sending' : 'good');
  return (
    <section class="paper-status" data-state={state()} aria-label="Enregistrement">
      <p role={state() === 'bad' ? 'alert' : 'status'}>
        <Icon name={state() === 'good' ? 'check' : state() === 'sending' ? 'exchanging' : state() === 'waiting' ? 'offline' : 'warning'} />
        <span>{props.book.broken() ? NOT_KEPT : statusWords(status(), props.book.writing())}</span>
      </p>
      <Show when={status().trouble}>
        <div class="row">
          <button type="button" class="button button-quiet" onClick={() => void props.book.sender.flush()}>
            Réessayer
          </button>
          <Show when={status().trouble === 'signed_out' || status().trouble === 'forbidden'}>
            <a class="button button-quiet" href={props.setup.addresses.sign_in} target="_blank" rel="noopener">
              Se connecter (nouvel onglet)
            </a>
          </Show>
        </div>
      </Show>
      <Show when={status().quarantined > 0}>
        <p>
          Le serveur a reçu {status().quarantined > 1 ? `${status().quarantined} lignes qu’il n’a pas su lire` : 'une ligne qu’il n’a pas su lire'}. Rien n’est perdu&nbsp;:{' '}
          <a href={props.setup.addresses.review}>voir « À vérifier »</a>.
        </p>
      </Show>
    </section>
  );
}
