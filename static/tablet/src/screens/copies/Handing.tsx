/** Handing over a text: as files through the share sheet or the disk, or as pictures when it is short. */
import { createSignal, For, Match, Show, Switch } from 'solid-js';

import { MOST_SHOWN } from '../../domain/frames';
import { Icon } from '../icons';
import { sentenceOf } from '../words';
import { canShare, save, share, type TextFile } from './files';
import { Pictures } from './Pictures';

export interface Handed extends TextFile {
  label: string;
}

const weight = (text: string) => (text.length < 1_000_000 ? `${Math.ceil(text.length / 1000)}\u00a0ko` : `${(text.length / 1_000_000).toLocaleString('fr-FR', { maximumFractionDigits: 1 })}\u00a0Mo`);

export function Handing(props: { files: Handed[] }) {
  const [way, setWay] = createSignal<'file' | 'pictures'>('file');
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const whole = () => props.files.map(({ text }) => text).join('');
  const shareable = () => canShare(props.files);

  async function send(): Promise<void> {
    setTrouble(null);
    try {
      await share(props.files);
    } catch (error) {
      setTrouble(sentenceOf(error));
    }
  }
  return (
    <div class="handing">
      <div class="segments" role="group" aria-label="Comment la donner">
        <button type="button" aria-pressed={way() === 'file'} onClick={() => setWay('file')}>
          Par fichier
        </button>
        <button type="button" aria-pressed={way() === 'pictures'} onClick={() => setWay('pictures')}>
          Par images
        </button>
      </div>
      <Switch>
        <Match when={way() === 'file'}>
          <ul class="handing-files">
            <For each={props.files}>
              {(file) => (
                <li>
                  <span class="handing-name">
                    <strong>{file.label}</strong>
                    <span class="soft">{weight(file.text)}</span>
                  </span>
                  <button type="button" class="button" onClick={() => { save(file); }}>
                    <Icon name="take" /> Enregistrer<span class="unseen"> {file.label}</span>
                  </button>
                </li>
              )}
            </For>
          </ul>
          <Show when={shareable()}>
            <button type="button" class="button primary wide" onClick={() => void send()}>
              <Icon name="give" /> Partager
            </button>
          </Show>
          <p class="soft">Bluetooth, partage à proximité, clé USB&nbsp;: comme vous voulez. Seul le serveur pourra lire ces fichiers.</p>
        </Match>
        <Match when={whole().length > MOST_SHOWN}>
          <p class="notice">
            <span>C’est trop pour des images ({weight(whole())})&nbsp;: passez par le fichier.</span>
          </p>
        </Match>
        <Match when={way() === 'pictures'}>
          <p>L’autre tablette&nbsp;: «&nbsp;Recevoir&nbsp;», puis «&nbsp;Filmer&nbsp;». Tenez-la à une main de cet écran.</p>
          <Pictures text={whole()} />
        </Match>
      </Switch>
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
    </div>
  );
}
