/** After an interview: a call-back or a referral at one tap, in nobody's way. */
import { Show } from 'solid-js';

import { Icon } from '../icons';
import type { Promised } from './DoorFollowUps';
import { showReceipt } from '../receipt/wanted';
import { justTalked, offerNext, saidAt } from './next';
import './followups.css';

export function NextBar(props: { round: string; entrance: string; onPromise: (door: string | null, visit: string, matter: Promised) => void }) {
  const here = () => {
    const one = justTalked();
    return one?.entrance === props.entrance ? one : null;
  };
  return (
    <Show when={here()} keyed>
      {(one) => (
        <div class="next-place">
          <div class="next-bar" role="group" aria-label="Après l’entretien">
            <p>Une promesse&nbsp;?</p>
            <div class="next-choices">
              <Show when={saidAt(one.visit).missing.length}>
                {(many) => (
                  <button type="button" class="undo-button" onClick={() => { props.onPromise(one.door, one.visit, 'right'); }}>
                    <Icon name="star" /> {many() > 1 ? `Suivre ${many()} droits` : 'Suivre ce droit'}
                  </button>
                )}
              </Show>
              <button type="button" class="undo-button" onClick={() => { props.onPromise(one.door, one.visit, 'call_back'); }}>
                <Icon name="phone" /> Rappel
              </button>
              <button type="button" class="undo-button" onClick={() => { props.onPromise(one.door, one.visit, 'referral'); }}>
                <Icon name="pin" /> Orientation
              </button>
              <button type="button" class="undo-button" onClick={() => { showReceipt(one, props); }}>
                <Icon name="brief" /> Reçu
              </button>
            </div>
            <button type="button" class="icon-button" aria-label="Rien à promettre" onClick={() => offerNext(null)}>
              <Icon name="close" />
            </button>
          </div>
        </div>
      )}
    </Show>
  );
}
