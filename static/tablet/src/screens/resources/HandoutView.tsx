/** Making the sheet: in which language, how large, with what to bring; then to show, to photograph as a code, to print. Nothing of it is stored or sent. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import type { Directory, Found } from '../../domain/directory';
import { BRING, handoutText, makeHandout, type Bring, type Shortened } from '../../domain/handout';
import { clockIn, PARIS } from '../../domain/opening';
import { needsReview, say, type Language } from '../../domain/phrases';
import { qrElement } from '../../../../qr/draw';
import { Icon } from '../icons';
import { useLive } from '../live';
import { HandoutPaper } from './HandoutPaper';
import { language as chosen, setLanguage } from './trip';
import './handout.css';

const LEFT_OUT: Record<Shortened, string | null> = {
  nothing: null,
  notes: 'Le code contient les adresses, les téléphones et les horaires\u00a0; les remarques du bas n’y tiennent pas.',
  hours: 'Le code contient les adresses et les téléphones\u00a0; les horaires n’y tiennent pas. Ils sont sur la feuille.',
  places: 'Le code ne contient que les premières adresses\u00a0: tout n’y tient pas. Montrez la feuille, ou faites-en deux.',
};

interface HandoutViewProps {
  directory: Directory;
  languages: readonly Language[];
  found: readonly Found[];
}

export function HandoutView(props: HandoutViewProps) {
  const { tablet, now } = useLive();
  const [large, setLarge] = createSignal(false);
  const [format, setFormat] = createSignal<'a4' | 'a5'>('a5');
  const [bring, setBring] = createSignal<readonly Bring[]>([]);
  const language = createMemo(() => props.languages.find((one) => one.language === chosen()) ?? props.languages[0]);
  const french = () => props.languages.find((one) => one.language === 'fr');
  const date = () => clockIn(PARIS, now().getTime()).day.split('-').reverse().join('/');
  const handout = createMemo(() => {
    const one = language();
    return one ? makeHandout(props.directory, props.found, one, { organisation: tablet.organisationName() ?? '', date: date(), at: now().getTime(), bring: bring() }) : null;
  });
  const code = createMemo(() => {
    const made = handout();
    return made ? handoutText(made) : null;
  });
  return (
    <Show when={handout()} fallback={<p class="nothing">Les phrases des langues ne sont pas encore sur cette tablette. Elles arrivent au prochain échange.</p>}>
      {(made) => (
        <>
          <section class="paper-tools" aria-label="Réglages de la feuille">
            <div class="tongues" role="group" aria-label="Langue de la feuille">
              <For each={props.languages}>
                {(one) => (
                  <button type="button" class="tongue" aria-pressed={one.language === language()?.language} onClick={() => { setLanguage(one.language); }}>
                    <span lang={one.language} dir={one.direction}>
                      {one.name}
                    </span>
                    <small>{needsReview(one) ? 'non relue' : one.french === one.name ? 'référence' : 'relue'}</small>
                  </button>
                )}
              </For>
            </div>
            <details class="bring">
              <summary>À apporter{bring().length > 0 ? `\u00a0: ${bring().length}` : ''}</summary>
              <div class="bring-choices">
                <For each={BRING}>
                  {(one) => (
                    <button type="button" class="pill" aria-pressed={bring().includes(one)} onClick={() => { setBring(bring().includes(one) ? bring().filter((other) => other !== one) : [...bring(), one]); }}>
                      {french() ? say(french() as Language, `bring.${one}`) : one}
                    </button>
                  )}
                </For>
              </div>
            </details>
            <div class="paper-options">
              <button type="button" class="pill" aria-pressed={large()} onClick={() => { setLarge(!large()); }}>
                Gros caractères
              </button>
              <button type="button" class="pill" aria-pressed={format() === 'a4'} onClick={() => { setFormat(format() === 'a4' ? 'a5' : 'a4'); }}>
                Page A4
              </button>
              <button type="button" class="button" onClick={() => { window.print(); }}>
                <Icon name="print" />
                Imprimer
              </button>
            </div>
          </section>
          <HandoutPaper handout={made()} large={large()} format={format()} />
          <section class="code" aria-labelledby="code-title">
            <h2 id="code-title">Le code à photographier</h2>
            <p class="soft">Il contient le texte même&nbsp;: rien n’est envoyé, et personne ne sait qui l’a lu.</p>
            <Show when={code()}>{(made) => <>{qrElement(made().text, 'Code QR qui contient le texte de la feuille')}</>}</Show>
            <Show when={LEFT_OUT[code()?.shortened ?? 'nothing']}>{(words) => <p class="notice plain">{words()}</p>}</Show>
          </section>
        </>
      )}
    </Show>
  );
}
