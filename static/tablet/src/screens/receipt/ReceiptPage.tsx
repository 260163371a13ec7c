/** The receipt: to show, to photograph as a code, to print. Nothing of it is sent. */
import { createMemo, createResource, For, Show } from 'solid-js';

import { needsReview, type Language } from '../../domain/phrases';
import { makeReceipt, receiptText, type Receipt } from '../../domain/receipt';
import { qrElement } from '../../../../qr/draw';
import { Icon } from '../icons';
import { useLive } from '../live';
import { back } from '../place';
import { languagesOf } from '../resources/loaded';
import { language as chosen, setLanguage } from '../resources/trip';
import { wantedReceipt, type WantedReceipt } from './wanted';
import '../resources/handout.css';
import './receipt.css';

export function ReceiptPage() {
  const { tablet } = useLive();
  const [read] = createResource(wantedReceipt, async (at) => {
    const [card, languages] = await Promise.all([tablet.receipt(at.visit), languagesOf(tablet)]);
    return { card, languages, services: card ? await passedOnTo(at, card.day) : [] };
  });
  /** Told at the door that day: what was promised later belongs to another receipt. */
  async function passedOnTo({ door }: WantedReceipt, day: string): Promise<string[]> {
    const cases = door === null ? [] : await tablet.casesAt([door]);
    return cases.flatMap(({ openedOn, consent, service }) => (service && openedOn === day && consent === 'pass_on' ? [service.name] : []));
  }
  const language = createMemo(() => read()?.languages.find((one) => one.language === chosen()) ?? read()?.languages[0]);
  const receipt = createMemo(() => {
    const one = language();
    const { card = null, services = [] } = read() ?? {};
    const { telephone = '', address = '' } = tablet.contact();
    const contact = [telephone, address].filter((part) => part !== '').join(', ');
    return one && card ? makeReceipt(card, one, { organisation: tablet.organisationName() ?? '', contact, address: `${location.host}/retrait`, services }) : null;
  });
  return (
    <>
      <header class="top resources-top">
        <button type="button" class="icon-button" aria-label="Retour" onClick={back}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <h1>Le reçu</h1>
        </div>
      </header>
      <main class="resources receipt-page">
        <Show when={receipt()} fallback={<Show when={!read.loading}><p class="nothing">{missing(read()?.languages.length)}</p></Show>}>
          {(made) => (
            <>
              <section class="paper-tools" aria-label="Réglages du reçu">
                <Tongues languages={read()?.languages ?? []} shown={language()} />
                <div class="paper-options">
                  <button type="button" class="button" onClick={() => { window.print(); }}>
                    <Icon name="print" />
                    Imprimer
                  </button>
                </div>
              </section>
              <Paper receipt={made()} />
              <p class="soft receipt-how">Montrez cette page&nbsp;: la personne la photographie, ou recopie le code. Le dessin contient le texte même, rien n’est envoyé.</p>
            </>
          )}
        </Show>
      </main>
    </>
  );
}

function missing(languages: number | undefined): string {
  if (languages === undefined) return 'Aucun reçu n’est ouvert. Ouvrez-le depuis la porte, ligne «\u00a0Échange\u00a0».';
  if (languages === 0) return 'Les phrases des langues ne sont pas encore sur cette tablette. Elles arrivent au prochain échange.';
  return 'Cette tablette ne garde plus ce reçu. Le code que la personne a reçu reste valable.';
}

function Tongues(props: { languages: readonly Language[]; shown: Language | undefined }) {
  return (
    <div class="tongues" role="group" aria-label="Langue du reçu">
      <For each={props.languages}>
        {(one) => (
          <button type="button" class="tongue" aria-pressed={one === props.shown} onClick={() => { setLanguage(one.language); }}>
            <span lang={one.language} dir={one.direction}>
              {one.name}
            </span>
            <small>{needsReview(one) ? 'non relue' : one.french === one.name ? 'référence' : 'relue'}</small>
          </button>
        )}
      </For>
    </div>
  );
}

function Paper(props: { receipt: Receipt }) {
  const language = () => props.receipt.language;
  return (
    <article class="paper paper-a5 receipt" lang={language().language} dir={language().direction}>
      <header class="paper-head">
        <h2>{props.receipt.title}</h2>
        <p>{props.receipt.given}</p>
      </header>
      <Show when={props.receipt.agreed.length > 0}>
        <section class="receipt-part">
          <h3>{props.receipt.keptTitle}</h3>
          <For each={props.receipt.agreed}>{(line) => <p>{line}</p>}</For>
        </section>
      </Show>
      <Show when={props.receipt.code !== ''}>
        <section class="receipt-part">
          <h3>{props.receipt.codeTitle}</h3>
          <p class="receipt-code" dir="ltr">
            <For each={groupsOf(props.receipt.code)}>{(group) => <span>{group}</span>}</For>
          </p>
        </section>
      </Show>
      <div class="receipt-foot">
        <div>
          <For each={props.receipt.notes}>{(note) => <p>{note}</p>}</For>
          <Show when={needsReview(language())}>
            <p class="receipt-review" lang="fr" dir="ltr">
              Traduction non relue ({language().french}).
            </p>
          </Show>
        </div>
        {qrElement(receiptText(props.receipt), 'Code QR qui contient le texte du reçu')}
      </div>
    </article>
  );
}

/** « 7K3M- », … : a line ends between groups, and what is copied keeps its hyphens. */
function groupsOf(code: string): string[] {
  const groups = code.split('-');
  return groups.map((group, index) => (index < groups.length - 1 ? `${group}-` : group));
}
