/** The lights and the last exchange, in words; and the button. */
import { createSignal, For, Show } from 'solid-js';

import { Icon } from '../icons';
import { useLive } from '../live';
import { go } from '../place';
import { ago, count, hour, sentenceOf } from '../words';
import { whereNotesAre } from './Lights';
import './exchange.css';

export function ExchangePanel() {
  const { tablet, status, now } = useLive();
  const [trouble, setTrouble] = createSignal<string | null>(null);

  async function exchange(): Promise<void> {
    setTrouble(null);
    try {
      await tablet.exchangeNow();
    } catch (error) {
      setTrouble(sentenceOf(error));
    }
  }
  const last = () => {
    const at = status().lastExchange;
    return at ? `Dernier échange ${ago(at, now())}.` : 'Pas encore d’échange avec le serveur.';
  };
  const next = () => {
    const at = status().nextTry;
    return at && status().online && status().pending > 0 ? ` Prochain essai à ${hour(new Date(at))}.` : '';
  };
  return (
    <section class="exchange" classList={{ offline: !status().online }} aria-label="Échange avec le serveur">
      <div class="exchange-words">
        <p class="exchange-light" role="status">
          <For each={whereNotesAre(status())}>
            {({ light, words }) => (
              <span>
                <span class={`light ${light}`} /> {words}
              </span>
            )}
          </For>
        </p>
        <Show when={status().carried > 0}>
          <p>Porte {count(status().carried, 'copie', 'copies')} d’une autre tablette.</p>
        </Show>
        <p class="soft">
          <Show when={status().online} fallback={<>Hors réseau, tout se garde ici. {last()}</>}>
            {last()}
            {next()}
          </Show>
        </p>
      </div>
      <button type="button" class="button quiet" onClick={() => { go({ at: 'copies' }); }}>
        <Icon name="copy" /> Copie
      </button>
      <button type="button" class="button" disabled={status().busy} onClick={() => void exchange()}>
        <Show when={status().busy} fallback={<Icon name={status().online ? 'exchanging' : 'offline'} />}>
          <span class="spinner" />
        </Show>
        {status().busy ? 'Échange…' : 'Échanger'}
      </button>
      <Show when={status().trouble ?? trouble()}>{(sentence) => <p class="exchange-trouble" role="alert">{sentence()}</p>}</Show>
    </section>
  );
}

/** The same in one badge, for the header of a façade. */
export function ExchangeBadge() {
  const { status } = useLive();
  const where = () => whereNotesAre(status());
  const words = () => where().map((one) => one.words).join(', ');
  return (
    <p class="badge" title={words()}>
      <Show when={!status().online}>
        <Icon name="offline" />
        <span class="unseen">Hors réseau. </span>
      </Show>
      <span class={`light ${where()[0]?.light ?? 'server'}`} />
      <span aria-hidden="true">{status().pending > 0 ? status().pending : ''}</span>
      <span class="unseen">{words()}</span>
    </p>
  );
}
