// @vitest-environment jsdom
/** The contract with the form engine: run it again before taking another version of it. */
import { createComputed, createRoot } from 'solid-js';
import { describe, expect, it } from 'vitest';

import contact from '../../../../tests/vectors/forms/contact.xml?raw';
import probe from '../../../../tests/vectors/forms/probe.xml?raw';
import { SENTENCES, Sentence } from '../domain/sentences';
import { openInterview, prepareForm } from './engine';
import type { Answer, Choice, Interview, Question } from './interview';

declare const process: {
  memoryUsage(): { heapUsed: number };
  getBuiltinModule(id: 'node:v8'): { setFlagsFromString(flags: string): void };
  getBuiltinModule(id: 'node:vm'): { runInNewContext(code: string): unknown };
};

const open = (xform: string, state: string | null = null): Promise<Interview> => openInterview(xform, state);
const names = (interview: Interview): string[] => interview.groups().map((group) => group.name);

function question(interview: Interview, name: string): Question {
  for (const group of interview.groups()) for (const one of group.questions) if (one.name === name) return one;
  throw new Error(`${name} is not on any screen`);
}

function choices(interview: Interview, name: string): Choice[] {
  const asked = question(interview, name);
  if (asked.type !== 'one' && asked.type !== 'many') throw new Error(`${name} has no choices`);
  return asked.choices;
}

function answer(interview: Interview, name: string, value: Answer): void {
  interview.answer(question(interview, name), value);
}

const told = (interview: Interview) => {
  const { answers, identity } = interview.result();
  return { answers, identity };
};

const check = (interview: Interview, name: string): boolean => interview.check(interview.groups().find((group) => group.name === name)!);

const values = (interview: Interview, name: string): string[] => choices(interview, name).map(({ value }) => value);

const selected = (interview: Interview, name: string): string[] =>
  choices(interview, name)
    .filter((choice) => choice.selected)
    .map((choice) => choice.value);

const instanceId = (interview: Interview): string => /uuid:[0-9a-f-]{36}/.exec(interview.state())![0];

describe('the contact form', () => {
  it('keeps roles and signals of the compiler in its binds, and opens all the same', async () => {
    expect(contact).toContain('palier:role="answer"');
    expect(contact).toContain('palier:signal="isolation"');
    const interview = await open(contact);
    expect(interview.title).toBe('Premier contact');
    expect(names(interview)).toEqual(['opening']);
    expect(question(interview, 'informed').label).toBe('La personne est-elle informée\u202f?');
    expect(question(interview, 'say_who').type).toBe('note');
  });

  it('asks the rest once the household agrees, and a call-back only if it may', async () => {
    const interview = await open(contact);
    answer(interview, 'consent', 'count_only');
    expect(names(interview)).toEqual(['opening', 'household', 'circles', 'means', 'wishes', 'rights']);
    answer(interview, 'consent', 'contact');
    expect(names(interview).at(-1)).toBe('next_step');
    answer(interview, 'consent', null);
    expect(names(interview)).toEqual(['opening']);
  });

  it('gives sections to long lists', async () => {
    const interview = await open(contact);
    answer(interview, 'consent', 'share');
    expect(new Set(choices(interview, 'needs').map((choice) => choice.section))).toEqual(
      new Set(['Droits et démarches', 'Argent et logement', 'Santé et famille', 'Sortir, se déplacer']),
    );
    expect(choices(interview, 'consent').every((choice) => choice.section === null)).toBe(true);
  });

  it('asks of the rights that were discussed, and of no other', async () => {
    const interview = await open(contact);
    answer(interview, 'consent', 'count_only');
    expect(names(interview)).not.toContain('rights_held');
    answer(interview, 'rights_discussed', ['rsa', 'apa', 'fsl']);
    expect(names(interview).slice(-3)).toEqual(['rights', 'rights_held', 'rights_due']);
    expect(values(interview, 'rights_received')).toEqual(['rsa', 'apa', 'fsl']);
    answer(interview, 'rights_received', ['rsa']);
    expect(values(interview, 'rights_missing')).toEqual(['apa', 'fsl']);
    answer(interview, 'rights_missing', ['apa']);
    expect(values(interview, 'rights_not_eligible')).toEqual(['fsl']);
    answer(interview, 'non_take_up', 'non_knowledge');
    expect(told(interview).answers).toMatchObject({ rights_discussed: ['rsa', 'apa', 'fsl'], rights_received: ['rsa'], rights_missing: ['apa'], non_take_up: 'non_knowledge' });
    answer(interview, 'rights_received', ['rsa', 'apa', 'fsl']);
    expect(names(interview)).not.toContain('rights_due');
    expect(told(interview).answers).not.toHaveProperty('rights_missing');
    answer(interview, 'rights_discussed', []);
    expect(names(interview).at(-1)).toBe('rights');
  });

  it('lets no right stand in two answers, in whatever order they are ticked and unticked', async () => {
    const interview = await open(contact);
    answer(interview, 'consent', 'count_only');
    answer(interview, 'rights_discussed', ['rsa', 'apa', 'fsl', 'af']);
    answer(interview, 'rights_missing', ['rsa', 'apa']);
    answer(interview, 'rights_not_eligible', ['fsl']);
    answer(interview, 'rights_received', ['apa', 'fsl']);
    answer(interview, 'rights_discussed', ['rsa', 'apa', 'fsl']);
    answer(interview, 'rights_discussed', ['rsa', 'fsl', 'af']);
    const { rights_received: received = [], rights_missing: missing = [], rights_not_eligible: other = [] } = told(interview).answers;
    expect([received, missing, other]).toEqual([['fsl'], ['rsa'], []]);
  });

  it('keeps nothing but the refusal when the household wants nothing kept', async () => {
    const interview = await open(contact);
    answer(interview, 'informed', 'aloud');
    answer(interview, 'consent', 'contact');
    answer(interview, 'lives_alone', 'yes');
    answer(interview, 'needs', ['sante--acces-aux-soins']);
    answer(interview, 'wants_call_back', 'yes');
    answer(interview, 'consent', 'nothing');
    expect(told(interview)).toEqual({ answers: { informed: 'aloud', consent: 'nothing' }, identity: {} });
  });
});

describe('answers', () => {
  it('leave as codes, lists in the order of the form, numbers as text, identity apart', async () => {
    const interview = await open(probe);
    answer(interview, 'has_pet', 'yes');
    answer(interview, 'people', '5');
    answer(interview, 'rent', '412,5');
    answer(interview, 'kinds', ['dog', 'cat']);
    answer(interview, 'pet_name', 'Rex & <Zoé>');
    answer(interview, 'since', '2024-02-03');
    expect(told(interview)).toEqual({
      answers: { has_pet: 'yes', people: '5', rent: '412.5', kinds: ['cat', 'dog'], crowded: 'yes' },
      identity: { pet_name: 'Rex & <Zoé>', since: '2024-02-03' },
    });
  });

  it('never hold what tells time, place or device, even if the form asked for it', async () => {
    const interview = await open(probe);
    answer(interview, 'has_pet', 'no');
    expect(interview.state()).toContain('<start>2');
    expect(told(interview)).toEqual({ answers: { has_pet: 'no', crowded: 'no' }, identity: {} });
  });

  it('are cleared by null', async () => {
    const interview = await open(probe);
    answer(interview, 'has_pet', 'yes');
    answer(interview, 'kinds', ['cat']);
    answer(interview, 'has_pet', null);
    expect(selected(interview, 'has_pet')).toEqual([]);
    answer(interview, 'has_pet', 'yes');
    answer(interview, 'kinds', []);
    expect(interview.result().answers).toEqual({ has_pet: 'yes', crowded: 'no' });
  });

  it('change what is on screen, through Solid, without making questions anew', async () => {
    const interview = await open(probe);
    const seen: string[][] = [];
    const pet = question(interview, 'has_pet');
    createRoot((dispose) => {
      createComputed(() => seen.push(names(interview)));
      answer(interview, 'has_pet', 'yes');
      answer(interview, 'has_pet', 'no');
      dispose();
    });
    expect(seen).toEqual([['first'], ['first', 'pets'], ['first']]);
    expect(question(interview, 'has_pet')).toBe(pet);
    expect(choices(interview, 'has_pet')[0]).toBe(choices(interview, 'has_pet')[0]);
  });
});

describe('problems', () => {
  it('are told once asked for, in French, whatever the engine says by default', async () => {
    const interview = await open(probe);
    expect(question(interview, 'has_pet').problem).toBeNull();
    expect(check(interview, 'first')).toBe(false);
    expect(question(interview, 'has_pet').problem).toBe('Choisissez une réponse.');
    answer(interview, 'rent', '-3');
    expect(question(interview, 'rent').problem).toBe('Cette réponse n’est pas possible. Vérifiez-la.');
    answer(interview, 'people', '40');
    expect(question(interview, 'people').problem).toBe('Entre 1 et 19 personnes.');
    answer(interview, 'has_pet', 'no');
    answer(interview, 'people', '3');
    answer(interview, 'rent', null);
    expect(check(interview, 'first')).toBe(true);
  });

  it('use the sentence of the form where it has one', async () => {
    const interview = await open(contact);
    check(interview, 'opening');
    expect(question(interview, 'consent').problem).toBe('Demandez ce que la personne accepte\u00a0: c’est elle qui choisit.');
  });

  it('leave what is not a number on screen', async () => {
    const interview = await open(probe);
    answer(interview, 'people', '2');
    answer(interview, 'people', 'deux');
    check(interview, 'first');
    expect(question(interview, 'people')).toMatchObject({ value: 'deux', problem: 'Écrivez un nombre entier.' });
    expect(interview.result().answers).not.toHaveProperty('people');
    answer(interview, 'people', '2');
    expect(question(interview, 'people')).toMatchObject({ value: '2', problem: null });
  });
});

describe('a draft', () => {
  it('comes back with the same instance and every answer', async () => {
    const before = await open(probe);
    answer(before, 'has_pet', 'yes');
    answer(before, 'people', '9007199254740');
    answer(before, 'kinds', ['bird']);
    answer(before, 'pet_name', 'Rex');
    answer(before, 'since', '2024-02-03');
    const after = await open(probe, before.state());
    expect(instanceId(after)).toBe(instanceId(before));
    expect(after.result()).toEqual(before.result());
    expect(after.state()).toBe(before.state());
  });

  it('brings back what was typed in a branch that was hidden since', async () => {
    const before = await open(probe);
    answer(before, 'has_pet', 'yes');
    answer(before, 'kinds', ['cat', 'bird']);
    answer(before, 'pet_name', 'Rex');
    answer(before, 'has_pet', 'no');
    const after = await open(probe, (await open(probe, before.state())).state());
    expect(told(after)).toEqual({ answers: { has_pet: 'no', crowded: 'no' }, identity: {} });
    answer(after, 'has_pet', 'yes');
    expect(told(after)).toEqual({ answers: { has_pet: 'yes', kinds: ['cat', 'bird'], crowded: 'no' }, identity: { pet_name: 'Rex' } });
  });

  it('keeps what was refused as a number', async () => {
    const before = await open(probe);
    answer(before, 'people', 'deux');
    expect(question(await open(probe, before.state()), 'people')).toMatchObject({ value: 'deux' });
  });

  it('is only opened with the version it was begun with', async () => {
    const state = (await open(probe)).state();
    const newer = probe.replace('version="1"', 'version="2"');
    await expect(open(newer, state)).rejects.toThrow(new Sentence(SENTENCES.draftOfOtherVersion));
    expect((await open(newer)).state()).toContain('"version":"2"');
  });

  it.each(['', '{', '{"format":"palier-draft/2"}', 'null'])('that cannot be read says so: %s', async (state) => {
    const opening = open(probe, state);
    if (state === '') await expect(opening).resolves.toBeDefined();
    else await expect(opening).rejects.toThrow(new Sentence(SENTENCES.draftUnreadable));
  });
});

describe('the engine', () => {
  it('starts the next interview blank', async () => {
    const first = await open(probe);
    answer(first, 'has_pet', 'yes');
    const second = await open(probe);
    expect(second.result().answers).toEqual({ crowded: 'no' });
    expect(instanceId(second)).not.toBe(instanceId(first));
  });

  it('has a blank interview ready, which takes nothing from the one on screen', async () => {
    const first = await open(probe);
    await prepareForm(probe);
    answer(first, 'has_pet', 'yes');
    expect(names(first), 'still alive').toEqual(['first', 'pets']);
    const state = first.state();
    const id = instanceId(first);
    first.dispose();
    await prepareForm(probe);
    const second = await open(probe);
    expect(second.result().answers).toEqual({ crowded: 'no' });
    expect(instanceId(second)).not.toBe(id);
    second.dispose();
    await prepareForm(probe);
    expect((await open(probe, state)).result().answers).toMatchObject({ has_pet: 'yes' });
  });

  it('tells what was answered after it left the screen, for a save that is still under way', async () => {
    const first = await open(probe);
    answer(first, 'has_pet', 'yes');
    answer(first, 'pet_name', 'Rex');
    const state = first.state();
    first.dispose();
    await prepareForm(probe);
    expect(first.state()).toBe(state);
  });

  it('holds one interview in memory, not all of the day', async () => {
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
    const used = (): number => {
      gc();
      return process.memoryUsage().heapUsed / 1e6;
    };
    const state = (await open(contact)).state();
    const visit = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        const interview = await open(contact, time % 2 ? state : null);
        answer(interview, 'consent', 'contact');
        interview.dispose();
      }
    };
    await visit(4);
    // What is kept shows in every round; what the machine does beside it, in some.
    const grown: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const before = used();
      await visit(12);
      grown.push(used() - before);
    }
    expect(Math.min(...grown)).toBeLessThan(4);
  }, 60_000);

  it('says in French that a broken form does not open', async () => {
    await expect(open('<html/>')).rejects.toMatchObject({ name: 'Sentence', message: SENTENCES.formBroken });
    await expect(open(probe.replace("= 'yes'\"", "= = 'yes'\""))).rejects.toMatchObject({ name: 'Sentence', message: SENTENCES.formBroken });
  });

  it('is ours alone to import', () => {
    const sources = import.meta.glob('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
    const importers = Object.entries(sources).filter(([, source]) => /from '@getodk/.test(source));
    expect(importers.map(([path]) => path)).toEqual(['./engine.ts', './nodes.ts']);
    expect(importers[1]![1]).toMatch(/import type {[^}]+} from '@getodk/);
  });
});
