/** What is photographed, drawn, recorded or picked: kept encrypted as soon as it is there. */
import { createSignal, createUniqueId, Match, Show, Switch } from 'solid-js';

import type { Attached, QuestionOf } from '../../../forms/interview';
import { Icon } from '../../icons';
import { sentenceOf } from '../../words';
import { useTalk } from '../talk';
import { createAddress } from '../Words';
import { Camera } from './Camera';
import { Drawing } from './Drawing';
import { Frame } from './Frame';
import { smallPhoto } from './photo';
import { Recorder } from './Recorder';

type FileQuestion = QuestionOf<'file'>;

const ACCEPTED = { image: 'image/*', drawing: 'image/*', audio: 'audio/*', video: 'video/*', any: '' } as const;
const PICK = { image: 'Choisir une image', drawing: 'Choisir une image', audio: 'Choisir un son', video: 'Choisir une vidéo', any: 'Choisir un fichier' } as const;

export function Files(props: { question: FileQuestion }) {
  const talk = useTalk();
  const id = createUniqueId();
  const [busy, setBusy] = createSignal(false);
  const [said, setSaid] = createSignal<{ sentence: string; grave: boolean } | null>(null);
  const [opened, setOpened] = createSignal<'camera' | 'drawing' | null>(null);
  const isPicture = () => props.question.kind === 'image' || props.question.kind === 'drawing';

  async function keep(file: Blob | null): Promise<void> {
    setOpened(null);
    setSaid(null);
    if (!file) {
      setSaid({ sentence: 'Cette image ne peut pas être lue. Prenez-en une autre.', grave: true });
      return;
    }
    setBusy(true);
    try {
      await talk.attach(props.question, file);
    } catch (error) {
      setSaid({ sentence: sentenceOf(error), grave: true });
    } finally {
      setBusy(false);
    }
  }
  async function pick(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    setBusy(true);
    await keep(isPicture() ? await smallPhoto(file) : file);
  }
  const blocked = () => busy() || props.question.fixed;
  const quiet = (sentence: string) => {
    setOpened(null);
    setSaid({ sentence, grave: false });
  };
  return (
    <Frame id={id} question={props.question} of="group" clearable={props.question.value !== null} onClear={() => void talk.detach(props.question)}>
      <Show when={props.question.value} keyed>{(file) => <Shown file={file} kind={props.question.kind} label={props.question.label} />}</Show>
      <div class="acts">
        <Switch>
          <Match when={props.question.kind === 'image'}>
            <button type="button" class="button wide act" disabled={blocked()} onClick={() => { setSaid(null); setOpened('camera'); }}>
              <Icon name="camera" />
              {props.question.value ? 'Reprendre la photo' : 'Prendre une photo'}
            </button>
          </Match>
          <Match when={props.question.kind === 'drawing'}>
            <button type="button" class="button wide act" disabled={blocked()} onClick={() => { setSaid(null); setOpened('drawing'); }}>
              <Icon name="pencil" />
              {props.question.value ? 'Recommencer le dessin' : 'Dessiner'}
            </button>
          </Match>
          <Match when={props.question.kind === 'audio'}>
            <Recorder disabled={blocked()} again={props.question.value !== null} onRecorded={(sound) => void keep(sound)} onRefused={quiet} />
          </Match>
        </Switch>
        <Show when={props.question.kind !== 'drawing' && !(props.question.onlyNew && props.question.kind !== 'any')}>
          <label class="button wide act pick" classList={{ blocked: blocked() }}>
            <Icon name={isPicture() ? 'picture' : 'file'} />
            {PICK[props.question.kind]}
            <input
              type="file" class="unseen" accept={ACCEPTED[props.question.kind]} disabled={blocked()} aria-label={`${PICK[props.question.kind]}\u00a0: ${props.question.label}`}
              onChange={(event) => void pick(event.currentTarget)}
            />
          </label>
        </Show>
      </div>
      <p class={said()?.grave ? 'question-problem' : 'soft'} role="status" hidden={!busy() && !said()}>
        {busy() ? 'On le garde…' : said()?.sentence}
      </p>
      <Switch>
        <Match when={opened() === 'camera'}>
          <Camera facing="environment" onTaken={(photo) => void keep(photo)} onClose={() => { setOpened(null); }} onRefused={quiet} />
        </Match>
        <Match when={opened() === 'drawing'}>
          <Drawing title={props.question.label} onDrawn={(drawing) => void keep(drawing)} onClose={() => { setOpened(null); }} />
        </Match>
      </Switch>
    </Frame>
  );
}

function Shown(props: { file: Attached; kind: FileQuestion['kind']; label: string }) {
  const talk = useTalk();
  const address = createAddress(() => props.file, (file) => talk.read(file));
  return (
    <div class="kept-file">
      <Switch fallback={<p class="file-name"><Icon name="file" />{`${props.file.name.split('.').at(-1)?.toUpperCase() ?? 'Fichier'}, ${size(props.file.bytes)}`}</p>}>
        <Match when={props.kind === 'image' || props.kind === 'drawing'}>
          <Show when={address()} fallback={<span class="taken-place" />}>{(url) => <img class="taken" src={url()} alt={`Prise pour\u00a0: ${props.label}`} />}</Show>
        </Match>
        <Match when={props.kind === 'audio'}>
          <audio controls src={address() ?? undefined} aria-label={props.label} />
        </Match>
        <Match when={props.kind === 'video'}>
          <video class="taken" controls playsinline src={address() ?? undefined} aria-label={props.label} />
        </Match>
      </Switch>
      <p class="soft sealed-file">
        <Icon name="lock" />
        {`Chiffré sur la tablette, ${size(props.file.bytes)}. Il partira scellé.`}
      </p>
    </div>
  );
}

function size(bytes: number): string {
  return bytes < 950_000 ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0ko` : `${(bytes / 1_000_000).toFixed(1).replace('.', ',')}\u00a0Mo`;
}
