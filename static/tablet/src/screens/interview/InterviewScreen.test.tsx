// @vitest-environment jsdom
import { render } from 'solid-js/web';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import contact from '../../../../../tests/vectors/forms/contact.xml?raw';
import type { CodedAnswers } from '../../domain/entries';
import { Sentence } from '../../domain/sentences';
import type { Draft, Tablet } from '../../domain/tablet';
import { InterviewScreen } from './InterviewScreen';

const NEW: Draft = { id: 'draft', entrance: 'e', round: 'r', door: 'd', visit: 'v', form: { id: 'contact', version: '1', hash: 'h' }, state: '', position: 0 };

/** What the tablet was asked to keep, and the ways it may fail. */
class Keeper {
  kept: Draft = NEW;
  onScreen = true;
  writes = 0;
  full = false;
  finished: CodedAnswers | null = null;
  form: string | null = contact;

  readonly tablet = {
    formByHash: () => Promise.resolve(this.form),
    saveDraft: async (draft: Draft, onScreen: boolean) => {
      await Promise.resolve();
      if (this.full) throw new Sentence('La mémoire de la tablette est pleine.');
      this.writes += 1;
      this.kept = draft;
      this.onScreen = onScreen;
    },
    finishDraft: async (_draft: Draft, answers: CodedAnswers) => {
      await Promise.resolve();
      if (this.full) throw new Sentence('La mémoire de la tablette est pleine.');
      this.finished = answers;
      return 'entry';
    },
  } as unknown as Tablet;
}

let close: () => void = () => undefined;
let gone: 'finished' | 'left' | null;

async function open(keeper: Keeper): Promise<void> {
  close();
  gone = null;
  document.body.innerHTML = '<div></div>';
  close = render(
    () => <InterviewScreen tablet={keeper.tablet} draft={keeper.kept} title="Porte 12" onFinished={() => (gone = 'finished')} onLeave={() => (gone = 'left')} />,
    document.body.firstElementChild!,
  );
  await vi.waitFor(() => {
    expect(document.querySelector('.interview-title, [role=alert]')).not.toBeNull();
  });
}

const title = () => document.querySelector('h2')?.textContent;
const field = (label: string) => [...document.querySelectorAll('fieldset')].find((one) => one.querySelector('legend')!.textContent.startsWith(label))!;
const input = (value: string, question = ''): HTMLInputElement => field(question).querySelector<HTMLInputElement>(`input[value="${value}"]`)!;
const press = (label: string): void => {
  [...document.querySelectorAll('button')].find((button) => (button.getAttribute('aria-label') ?? button.textContent.trim()).startsWith(label))!.click();
};
const settled = (keeper: Keeper) => vi.waitFor(() => {
  expect(document.querySelector('.save-mark')?.textContent).toContain('Gardé');
  expect(keeper.writes).toBeGreaterThan(0);
});

beforeEach(() => {
  vi.stubGlobal('scrollTo', () => undefined);
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(() => {
  close();
  close = () => undefined;
  vi.unstubAllGlobals();
});

function agree(consent: string): void {
  input('aloud', 'La personne').click();
  input(consent, 'Que pouvons').click();
}

describe('going through', () => {
  it('says what is missing and moves there, instead of a button that does nothing', async () => {
    await open(new Keeper());
    press('Suivant');
    expect(title()).toBe('Avant de commencer');
    expect(document.querySelector('.question-problem')?.textContent).toContain('Dites d’abord qui vous êtes');
    expect(document.activeElement).toBe(input('aloud', 'La personne'));
    agree('count_only');
    expect(document.querySelector('.question-problem')).toBeNull();
    press('Suivant');
    expect(title()).toBe('Le foyer');
    expect(document.activeElement).toBe(document.querySelector('h2'));
    press('Précédent');
    expect(input('aloud', 'La personne').checked).toBe(true);
  });

  it('ends with the summary, and finishes with coded answers', async () => {
    const keeper = new Keeper();
    await open(keeper);
    agree('count_only');
    for (let screen = 0; screen < 6; screen += 1) press('Suivant');
    expect(title()).toBe('Ce qui sera gardé');
    expect(document.body.textContent).toContain('Personne ne reviendra vers ce foyer');
    expect(document.body.textContent).toContain('10\u00a0questions restent sans réponse');
    press('Terminer');
    await vi.waitFor(() => {
      expect(gone).toBe('finished');
    });
    expect(keeper.finished).toEqual({ informed: 'aloud', consent: 'count_only' });
  });

  it('goes straight to what may be kept when the household wants nothing kept', async () => {
    const keeper = new Keeper();
    await open(keeper);
    agree('contact');
    press('Suivant');
    input('yes', 'Vivez-vous').click();
    press('Précédent');
    agree('nothing');
    press('Suivant');
    expect(title()).toBe('Ce qui sera gardé');
    expect(document.body.textContent).toContain('La personne ne veut rien laisser');
    expect(document.body.textContent).not.toContain('Vivez-vous');
    press('Terminer');
    await vi.waitFor(() => {
      expect(keeper.finished).toEqual({ informed: 'aloud', consent: 'nothing' });
    });
  });

  it('clears an answer, and goes from the summary back to a group', async () => {
    const keeper = new Keeper();
    await open(keeper);
    agree('share');
    press('Suivant');
    input('unknown', 'Vivez-vous').click();
    expect(field('Combien')).toBeDefined();
    press('Effacer la réponse\u00a0: Vivez-vous');
    expect(field('Combien')).toBeUndefined();
    expect(input('unknown', 'Vivez-vous').checked).toBe(false);
    for (let screen = 0; screen < 5; screen += 1) press('Suivant');
    expect(title()).toBe('Et la suite');
    press('Suivant');
    expect(title()).toBe('Et la suite');
    input('no', 'Voulez-vous').click();
    press('Suivant');
    press('Modifier\u00a0: Le foyer');
    expect(title()).toBe('Le foyer');
  });
});

describe('keeping', () => {
  it('writes every answer and every step, and comes back to both', async () => {
    const keeper = new Keeper();
    await open(keeper);
    agree('contact');
    press('Suivant');
    input('under_6', 'Quels âges').click();
    input('75_over', 'Quels âges').click();
    await settled(keeper);
    expect(keeper.kept.position).toBe(1);
    expect(keeper.onScreen).toBe(true);
    await open(keeper);
    expect(title()).toBe('Le foyer');
    expect([...document.querySelectorAll<HTMLInputElement>('input:checked')].map((one) => one.value)).toEqual(['under_6', '75_over']);
    press('Précédent');
    expect(input('contact', 'Que pouvons').checked).toBe(true);
  });

  it('puts the draft away when it is left, by our button or by the system’s', async () => {
    const keeper = new Keeper();
    await open(keeper);
    input('aloud', 'La personne').click();
    press('Revenir à la façade');
    await vi.waitFor(() => {
      expect(gone).toBe('left');
    });
    expect(keeper.onScreen).toBe(false);

    await open(keeper);
    input('contact', 'Que pouvons').click();
    close();
    await vi.waitFor(() => {
      expect(keeper.onScreen).toBe(false);
      expect(keeper.kept.state).toContain('/consent":"contact"');
    });
  });

  it('says honestly that the last answer is not kept, stays, and tries again by itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const keeper = new Keeper();
    await open(keeper);
    keeper.full = true;
    input('aloud', 'La personne').click();
    await vi.waitFor(() => {
      expect(document.querySelector('.notice.danger')?.textContent).toContain('pas encore gardée. La mémoire de la tablette est pleine.');
    });
    press('Revenir à la façade');
    await Promise.resolve();
    expect(gone).toBeNull();
    keeper.full = false;
    await vi.advanceTimersByTimeAsync(2_100);
    await settled(keeper);
    expect(document.querySelector('.notice.danger')).toBeNull();
    expect(keeper.onScreen).toBe(true);
    vi.useRealTimers();
  });

  it('stays on the summary when finishing fails', async () => {
    const keeper = new Keeper();
    await open(keeper);
    agree('nothing');
    press('Suivant');
    await settled(keeper);
    keeper.full = true;
    press('Terminer');
    await vi.waitFor(() => {
      expect(document.body.textContent).toContain('Les réponses restent gardées ici');
    });
    expect(gone).toBeNull();
    keeper.full = false;
    press('Terminer');
    await vi.waitFor(() => {
      expect(gone).toBe('finished');
    });
  });

  it('opens at a safe place when groups have gone since', async () => {
    const keeper = new Keeper();
    keeper.kept = { ...NEW, position: 9 };
    await open(keeper);
    expect(title()).toBe('Ce qui sera gardé');
    press('Terminer');
    expect(title()).toBe('Avant de commencer');
    expect(keeper.finished).toBeNull();
  });

  it('says so when the form of the draft is not there, and loses nothing', async () => {
    const keeper = new Keeper();
    keeper.form = null;
    await open(keeper);
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Le brouillon est gardé');
    press('Revenir à la façade');
    expect(gone).toBe('left');
    expect(keeper.writes).toBe(0);
  });
});
