/** A worker chooses a long code and a short one, each twice; whoever has some gives the long one first. */
import { createResource, createSignal, Match, Show, Switch } from 'solid-js';

import { asTyped, judgeDigits, judgeShort, judgeWords, LEAST_DIGITS, LEAST_WORDS, MOST_DIGITS, SHORT_DIGITS, type LongCode, type Verdict } from '../../domain/secrets';
import type { WorkerCard } from '../../domain/tablet';
import { useLive } from '../live';
import { CodePad } from '../parts/CodePad';
import { WordsField } from '../parts/WordsField';
import { sentenceOf } from '../words';

const STEPS = {
  old: { lead: 'D’abord votre code long actuel.', label: 'Code long actuel', action: 'Continuer' },
  long: { lead: 'Le code long ouvre la tablette qui a été éteinte, et protège tout ce qu’elle garde\u00a0: 10\u00a0chiffres au moins, ou 4\u00a0mots.', label: 'Nouveau code long', action: 'Continuer' },
  longAgain: { lead: 'Le même, encore une fois.', label: 'Nouveau code long, confirmation', action: 'Continuer' },
  short: { lead: 'Le code court, 6\u00a0chiffres, rouvre la tablette dans la cage d’escalier.', label: 'Nouveau code court', action: 'Continuer' },
  shortAgain: { lead: 'Le même code court, encore une fois.', label: 'Nouveau code court, confirmation', action: 'Garder ces codes' },
};
type Step = keyof typeof STEPS;
type Way = 'digits' | 'words';

const REFUSED: Record<Exclude<Verdict, 'good'>, Record<Way | 'code', string>> = {
  short: { digits: `Il faut au moins ${LEAST_DIGITS}\u00a0chiffres.`, words: `Il faut ${LEAST_WORDS}\u00a0mots différents, de trois lettres au moins.`, code: `Il faut ${SHORT_DIGITS}\u00a0chiffres.` },
  simple: { digits: 'Ce code se devine trop vite. Choisissez d’autres chiffres.', words: 'Ces mots se devinent trop vite.', code: 'Ce code se devine trop vite. Choisissez d’autres chiffres.' },
  telephone: { digits: 'Un numéro de téléphone se devine. Choisissez d’autres chiffres.', words: '', code: '' },
};

export function ChooseSecrets(props: { worker: WorkerCard; onChosen: () => void }) {
  const { tablet } = useLive();
  // What was asked of whoever came here stays so until the new codes are kept.
  // eslint-disable-next-line solid/reactivity
  const before = props.worker.opens;
  const [given, setGiven] = createSignal<{ old: string | null } | null>(before === null || before === 'old' ? { old: null } : null);
  const [way, setWay] = createSignal<Way>('digits');
  const [typed, setTyped] = createSignal<string | null>(null);
  const [long, setLong] = createSignal<LongCode | null>(null);
  const [short, setShort] = createSignal<string | null>(null);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const [proposal, setProposal] = createSignal<string | null>(null);
  const [hasPasskeys] = createResource(() => tablet.hasPasskeys().catch(() => false));

  const step = (): Step => {
    if (given() === null) return 'old';
    if (long() === null) return typed() === null ? 'long' : 'longAgain';
    return short() === null ? 'short' : 'shortAgain';
  };
  const inWords = () => (step() === 'old' ? before === 'words' : (step() === 'long' || step() === 'longAgain') && way() === 'words');

  const takes: Record<Step, (code: string) => void> = {
    old: (code) => { setGiven({ old: code }); },
    long: (code) => { judged(way() === 'words' ? judgeWords(code) : judgeDigits(code), way(), () => setTyped(code)); },
    longAgain: (code) => {
      const same = asTyped(way(), code) === asTyped(way(), typed() ?? '');
      setTyped(null);
      if (same) setLong({ opens: way(), code });
      else setTrouble('Les deux codes sont différents. Choisissez-en un à nouveau.');
    },
    short: (code) => { judged(judgeShort(code), 'code', () => setShort(code)); },
    shortAgain: (code) => {
      if (code === short()) void keep();
      else {
        setShort(null);
        setTrouble('Les deux codes sont différents. Choisissez-en un à nouveau.');
      }
    },
  };
  function give(code: string): void {
    setTrouble(null);
    takes[step()](code);
  }
  function judged(verdict: Verdict, of: Way | 'code', go: () => void): void {
    if (verdict === 'good') go();
    else setTrouble(REFUSED[verdict][of]);
  }
  async function keep(): Promise<void> {
    const [code, digits] = [long(), short()];
    if (code === null || digits === null) return;
    begins();
    try {
      await tablet.chooseSecrets(props.worker.id, { long: code, short: digits }, given()?.old ?? null);
      props.onChosen();
    } catch (error) {
      failed(error);
    }
    setBusy(false);
  }
  async function byDevice(): Promise<void> {
    begins();
    try {
      setLong({ opens: 'passkey', passkey: await tablet.makePasskey(props.worker.id) });
    } catch (error) {
      failed(error);
    }
    setBusy(false);
  }
  function begins(): void {
    setBusy(true);
    setTrouble(null);
  }
  function failed(error: unknown): void {
    if (before !== null && before !== 'old') setGiven(null);
    setTyped(null);
    setLong(null);
    setShort(null);
    setTrouble(sentenceOf(error));
  }
  function propose(): void {
    let code = '';
    do code = Array.from(crypto.getRandomValues(new Uint32Array(LEAST_DIGITS)), (dice) => dice % 10).join('');
    while (judgeDigits(code) !== 'good');
    setProposal(code);
  }
  return (
    <div class="choose-code">
      <p class="pad-lead">{STEPS[step()].lead}</p>
      <Show when={(step() === 'long' || step() === 'longAgain') && way() === 'digits' && proposal()}>
        {(code) => (
          <p class="pad-proposal" role="status">
            <strong>{code().replace(/(\d{4})(\d{3})(\d{3})/u, '$1 $2 $3')}</strong>
            <br />
            <small>tiré au sort&nbsp;; notez-le ailleurs que sur la tablette</small>
          </p>
        )}
      </Show>
      <Switch fallback={<Digits step={step()} trouble={trouble()} busy={busy()} onCode={give} />}>
        <Match when={step() === 'old' && before === 'passkey'}>
          <button type="button" class="button primary wide" onClick={() => setGiven({ old: null })}>
            Continuer avec l’appareil
          </button>
        </Match>
        <Match when={inWords()}>
          <WordsField label={STEPS[step()].label} trouble={trouble()} busy={busy()} action={STEPS[step()].action} onCode={give} />
        </Match>
      </Switch>
      <Show when={step() === 'long'}>
        <p class="pad-ways">
          <button type="button" class="button" onClick={() => setWay(way() === 'words' ? 'digits' : 'words')}>
            {way() === 'words' ? 'Plutôt dix chiffres' : 'Plutôt quatre mots'}
          </button>
          <Show when={way() === 'digits'}>
            <button type="button" class="button" onClick={propose}>
              Tirer un code au sort
            </button>
          </Show>
          <Show when={hasPasskeys() === true}>
            <button type="button" class="button" disabled={busy()} onClick={() => void byDevice()}>
              Empreinte ou verrou de l’appareil
            </button>
          </Show>
        </p>
      </Show>
    </div>
  );
}

function Digits(props: { step: Step; trouble: string | null; busy: boolean; onCode: (code: string) => void }) {
  const isShort = () => props.step === 'short' || props.step === 'shortAgain';
  return (
    <CodePad
      label={STEPS[props.step].label}
      trouble={props.trouble}
      busy={props.busy}
      action={STEPS[props.step].action}
      least={isShort() ? SHORT_DIGITS : LEAST_DIGITS}
      most={isShort() ? SHORT_DIGITS : MOST_DIGITS}
      onCode={(code) => { props.onCode(code); }}
    />
  );
}
