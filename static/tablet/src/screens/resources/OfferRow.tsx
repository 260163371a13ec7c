/** One answer: what it is, how far, whether it is open, for whom, at what price. */
import { For, Show } from 'solid-js';

import type { Directory, Found } from '../../domain/directory';
import { Icon } from '../icons';
import { OpeningLine } from './Opening';
import { sayWalk } from './words';

interface OfferRowProps {
  directory: Directory;
  found: Found;
  picked: boolean;
  onOpen: () => void;
  /** Absent where one service is chosen and that is all. */
  onPick?: () => void;
}

const EVERYBODY = 'tous-publics';

export function OfferRow(props: OfferRowProps) {
  const service = () => props.found.offer.service;
  const name = () => service()?.name ?? props.found.offer.structure.name;
  const publics = () => (service()?.publics ?? []).filter((one) => one !== EVERYBODY).map((one) => props.directory.labels[one] ?? one);
  return (
    <li class="offer" classList={{ picked: props.picked }}>
      <button type="button" class="offer-open" onClick={() => { props.onOpen(); }}>
        <span class="offer-name">{name()}</span>
        <Show when={service()}>
          <span class="offer-structure">{props.found.offer.structure.name}</span>
        </Show>
        <span class="offer-facts">
          <OpeningLine directory={props.directory} offer={props.found.offer} />
          <Show when={props.found.walk}>
            {(walk) => (
              <span class="offer-fact">
                <Icon name="walk" />
                {sayWalk(walk())}
              </span>
            )}
          </Show>
          <Show when={service()?.fee === 'gratuit'}>
            <span class="tag good">Gratuit</span>
          </Show>
          <Show when={service()?.fee === 'payant'}>
            <span class="tag">Payant</span>
          </Show>
          <For each={publics().slice(0, 2)}>{(label) => <span class="tag">{label}</span>}</For>
          <Show when={publics().length > 2}>
            <span class="tag">+&nbsp;{publics().length - 2}</span>
          </Show>
        </span>
      </button>
      <Show when={props.onPick}>
        {(onPick) => (
          <button type="button" class="icon-button framed offer-pick" aria-pressed={props.picked} aria-label={props.picked ? `Retirer de la feuille\u00a0: ${name()}` : `Ajouter à la feuille\u00a0: ${name()}`} onClick={() => { onPick()(); }}>
            <Icon name={props.picked ? 'check' : 'plus'} />
          </button>
        )}
      </Show>
    </li>
  );
}
