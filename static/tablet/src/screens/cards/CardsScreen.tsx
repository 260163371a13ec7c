/** Field cards: the list, and one of them, large enough for a dark landing. */
import { createResource, For, Show } from 'solid-js';

import { drawCard } from '../../../../cards/draw';
import '../../../../cards/card.css';
import { ProcedureButton } from '../followups/Procedure';
import { Icon } from '../icons';
import { useLive } from '../live';
import type { PageProps } from '../pages';
import { back, go } from '../place';
import { loadCards, type FieldCard } from './cards';
import { dangerAt } from './danger';
import './cards.css';

/** The card that the place names; without one, the list. */
export function CardPage(props: PageProps) {
  return (
    <Show when={props.item} keyed fallback={<CardsScreen />}>
      {(slug) => <CardScreen slug={slug} round={props.round} entrance={props.entrance} />}
    </Show>
  );
}

function CardsScreen() {
  const { tablet } = useLive();
  const [cards] = createResource(() => loadCards(tablet));
  return (
    <>
      <header class="top">
        <button type="button" class="icon-button" aria-label="Retour" onClick={back}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <h1>Fiches</h1>
        </div>
      </header>
      <main class="cards">
        <ul class="cards-list">
          <For each={cards()}>
            {(card) => (
              <li>
                <button type="button" class="card-open" data-card={card.slug} onClick={() => { go({ at: 'card', item: card.slug }); }}>
                  <Show when={card.slug === 'danger'}>
                    <Icon name="warning" />
                  </Show>
                  <span class="card-words">
                    <span class="card-name">{card.title}</span>
                    <span class="card-lead">{card.lead}</span>
                  </span>
                  <Icon name="chevron" class="entrance-go" />
                </button>
              </li>
            )}
          </For>
        </ul>
      </main>
    </>
  );
}

function CardScreen(props: { slug: string; round: string | undefined; entrance: string | undefined }) {
  const { tablet } = useLive();
  const [cards] = createResource(() => loadCards(tablet));
  const card = () => cards()?.find(({ slug }) => slug === props.slug);
  return (
    <>
      <header class="top">
        <button type="button" class="icon-button" aria-label="Retour" onClick={back}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <h1>{card()?.title ?? 'Fiche'}</h1>
        </div>
      </header>
      <main class="cards" ref={() => { window.scrollTo(0, 0); }}>
        <Show when={card()} keyed fallback={<Show when={cards()}><p class="nothing">Cette fiche n’existe plus. Les autres sont dans le menu, «&nbsp;Fiches&nbsp;».</p></Show>}>
          {(one) => <Text card={one} />}
        </Show>
        <Show when={props.slug === 'danger' && card() && props.round && props.entrance}>
          <Started {...dangerAt(props.round ?? '', props.entrance ?? '')} />
        </Show>
      </main>
    </>
  );
}

function Text(props: { card: FieldCard }) {
  return <article class="field-card" data-card={props.card.slug} ref={(article) => { article.replaceChildren(...drawCard(props.card.blocks)); }} />;
}

function Started(props: ReturnType<typeof dangerAt>) {
  return (
    <section class="danger-started" aria-label="Vous avez alerté">
      <ProcedureButton {...props} onDone={() => undefined} />
    </section>
  );
}
