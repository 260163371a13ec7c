// @vitest-environment jsdom
/** A question of every type: asked, answered, kept, taken up again, and what leaves. */
import { describe, expect, it } from 'vitest';

import every from '../../../../tests/vectors/forms/every.xml?raw';
import { openInterview } from './engine';
import type { Answer, Attached, Interview, Mark, Question, QuestionOf } from './interview';

declare const process: { getBuiltinModule(id: 'node:buffer'): { Blob: typeof Blob } };
/** The browser's own, which jsdom lacks half of. */
const { Blob: File } = process.getBuiltinModule('node:buffer');

const TOWNS = 'name,label\nbdx,Bordeaux\nlib,Libourne\n';
const surroundings = { media: (name: string) => Promise.resolve(name === 'towns.csv' ? new File([TOWNS], { type: 'text/csv' }) : null) };
const PHOTO: Attached = { id: 'a0000000-0000-4000-8000-000000000001', name: 'a0000000-0000-4000-8000-000000000001.jpg', type: 'image/jpeg', bytes: 1000 };
const VOICE: Attached = { ...PHOTO, id: 'a0000000-0000-4000-8000-000000000002', name: 'a0000000-0000-4000-8000-000000000002.webm', type: 'audio/webm' };

const open = (state: string | null = null): Promise<Interview> => openInterview(every, state, surroundings);
const labels = (interview: Interview): string[] => interview.groups().map((group) => group.label || group.questions.map((question) => question.label).join());

function question<Type extends Question['type']>(interview: Interview, name: string, type?: Type, turn = 0): QuestionOf<Type> {
  const found = interview.groups().flatMap((group) => group.questions).filter((one) => one.name === name)[turn];
  if (!found || (type && found.type !== type)) throw new Error(`${name}: ${found?.type ?? 'not asked'}`);
  return found as QuestionOf<Type>;
}
function answer(interview: Interview, name: string, value: Answer, turn = 0): void {
  interview.answer(question(interview, name, undefined, turn), value);
}
const words = (marks: readonly Mark[] | undefined): string => (marks ?? []).map((mark) => (typeof mark === 'string' ? mark : `<${mark.mark}>${words(mark.inside)}</${mark.mark}>`)).join('');

const ONCE: [string, Answer, unknown][] = [
  ['first_name', 'Zoé & <Rex>', 'Zoé & <Rex>'],
  ['story', 'une\ndeux', 'une\ndeux'],
  ['phone', '0600000000', '0600000000'],
  ['rooms', '3', '3'],
  ['rent', '412,5', '412.5'],
  ['code', 'B-12', 'B-12'],
  ['since', '2024-02-03', '2024-02-03'],
  ['born', '1950-04-01', '1950-04-01'],
  ['best', '18:30', '18:30:00.000'],
  ['meeting', '2026-12-01T10:15', '2026-12-01T10:15:00.000'],
  ['pet', 'yes', 'yes'],
  ['pets', ['bird', 'cat'], ['cat', 'bird']],
  ['mood', '2', '2'],
  ['short', 'dog', 'dog'],
  ['town', 'lib', 'lib'],
  ['order', ['dog', 'bird', 'cat'], ['dog', 'bird', 'cat']],
  ['health', '7', '7'],
  ['agreed', 'OK', 'OK'],
  ['place', '44.84 -0.58 12 8', '44.84 -0.58 12.0 8.0'],
];

function fill(interview: Interview): void {
  for (const [name, value] of ONCE) answer(interview, name, value);
}

describe('the screens', () => {
  it('are the groups, single questions, and the turns of a repeat followed by their list', async () => {
    const interview = await open();
    expect(labels(interview)).toEqual([
      'Bonjour. Merci de nous ouvrir.', 'Votre prénom', 'Ce qui s’écrit', 'Dates et heures', 'Ce qui se choisit', 'Photos, sons, lieux', 'Personne 1', 'Personne', 'Combien de visites\u202f?',
    ]);
    answer(interview, 'how_many', '2');
    expect(labels(interview).slice(-3)).toEqual(['Combien de visites\u202f?', 'Visite 1', 'Visite 2']);
    answer(interview, 'how_many', '1');
    expect(labels(interview).at(-1)).toBe('Visite 1');
  });

  it('ask every type in its own way, a group in a group as a heading', async () => {
    const interview = await open();
    answer(interview, 'pet', 'yes');
    const types = Object.fromEntries(interview.groups().flatMap((group) => group.questions).map((one) => [one.name, one.type]));
    expect(types).toEqual({
      welcome: 'note', first_name: 'text', story: 'text', phone: 'text', rooms: 'integer', rent: 'decimal', code: 'text', since: 'date', born: 'date', best: 'time', meeting: 'moment',
      pet: 'one', pets: 'many', mood: 'one', short: 'one', town: 'one', order: 'rank', health: 'range', inner: 'heading', agreed: 'acknowledge', photo: 'file', signature: 'file',
      voice: 'file', paper: 'file', place: 'point', path: 'unanswerable', name: 'text', age: 'integer', face: 'file', people: 'repeat', how_many: 'integer',
    });
    expect(question(interview, 'born', 'date').precision).toBe('month');
    expect(question(interview, 'story', 'text').keyboard).toBe('lines');
    expect(question(interview, 'phone', 'text').keyboard).toBe('digits');
    expect(question(interview, 'signature', 'file').kind).toBe('drawing');
    expect([question(interview, 'mood', 'one').look, question(interview, 'short', 'one').look, question(interview, 'pet', 'one').look]).toEqual(['likert', 'menu', 'list']);
    expect(question(interview, 'health', 'range')).toMatchObject({ least: 0, most: 10, step: 1 });
  });

  it('offer the choices of a file that came with the form, and open without it', async () => {
    expect(question(await open(), 'town', 'one').choices.map(({ label }) => label)).toEqual(['Bordeaux', 'Libourne']);
    const without = await openInterview(every.replace('version="1"', 'version="no-media"'), null);
    expect(question(without, 'town', 'one').choices).toEqual([]);
  });

  it('keep the hint, and what only the interviewer reads, apart', async () => {
    const interview = await open();
    expect(question(interview, 'first_name')).toMatchObject({ hint: 'Comme sur la sonnette', guidance: 'Ne pas insister.' });
  });

  it('let through the marks of a label and nothing else', async () => {
    const interview = await open();
    expect(words(question(interview, 'welcome').marks)).toBe('Bonjour. <strong>Merci</strong> de nous ouvrir.');
    const other = every.replace('**Merci** de nous ouvrir.', 'a [lien](https://x.example) &lt;img src=x onerror=alert(1)&gt; _b_').replace('version="1"', 'version="marks"');
    expect(words(question(await openInterview(other, null, surroundings), 'welcome').marks)).toBe('Bonjour. a lien  <em>b</em>');
  });
});

describe('answers', () => {
  it('of every type come out as the journal wants them', async () => {
    const interview = await open();
    fill(interview);
    answer(interview, 'photo', PHOTO);
    answer(interview, 'voice', VOICE);
    const { answers, identity, attachments } = interview.result();
    expect({ ...answers, ...identity }).toEqual({ ...Object.fromEntries(ONCE.map(([name, , out]) => [name, out])), total: '1', said: 'Chez 1' });
    expect(Object.keys(answers).sort()).toEqual(['agreed', 'health', 'mood', 'order', 'pet', 'pets', 'rent', 'rooms', 'short', 'total', 'town']);
    expect(attachments).toEqual([
      { id: PHOTO.id, field: 'photo', name: PHOTO.name, type: 'image/jpeg' },
      { id: VOICE.id, field: 'voice', name: VOICE.name, type: 'audio/webm' },
    ]);
  });

  it('are cleared by null, each of them', async () => {
    const interview = await open();
    fill(interview);
    answer(interview, 'photo', PHOTO);
    for (const [name] of ONCE.toReversed()) answer(interview, name, null);
    answer(interview, 'photo', null);
    expect(interview.result()).toEqual({ answers: { total: '1' }, identity: { said: 'Chez 1' }, attachments: [] });
  });

  it('of a repeat are lists, one text per turn, several choices of one joined', async () => {
    const interview = await open();
    interview.add(question(interview, 'people', 'repeat'));
    interview.add(question(interview, 'people', 'repeat'));
    answer(interview, 'age', '40', 0);
    answer(interview, 'likes', ['dog', 'cat'], 0);
    answer(interview, 'age', '2', 1);
    answer(interview, 'name', 'Noa', 1);
    answer(interview, 'face', PHOTO, 1);
    expect(interview.result()).toEqual({
      answers: { age: ['40', '2', ''], likes: ['cat dog', '', ''], total: '3' },
      identity: { name: ['', 'Noa', ''], said: 'Chez 3' },
      attachments: [{ id: PHOTO.id, field: 'face', name: PHOTO.name, type: 'image/jpeg' }],
    });
    expect(question(interview, 'people', 'repeat').turns.map(({ label }) => label)).toEqual(['Personne 1', 'Personne 2', 'Personne 3']);
  });

  it('go with the turn that is removed, and its files are told', async () => {
    const interview = await open();
    interview.add(question(interview, 'people', 'repeat'));
    answer(interview, 'age', '40', 0);
    answer(interview, 'face', PHOTO, 0);
    answer(interview, 'age', '2', 1);
    expect(interview.remove(question(interview, 'people', 'repeat'), 0)).toEqual([PHOTO.id]);
    expect(interview.result().answers).toEqual({ age: ['2'], total: '1' });
    expect(question(interview, 'age', 'integer').value).toBe('2');
    expect(interview.remove(question(interview, 'people', 'repeat'), 0)).toEqual([]);
    expect(labels(interview)).not.toContain('Personne 1');
    expect(interview.result().answers).toEqual({ total: '0' });
  });

  it('with a comma are written figure by figure, and stay as they were written', async () => {
    const interview = await open();
    for (const typed of ['4', '41', '412', '412,', '412,5', '412,50']) {
      answer(interview, 'rent', typed);
      expect(question(interview, 'rent', 'decimal').value).toBe(typed);
    }
    expect(question(await open(interview.state()), 'rent', 'decimal').value).toBe('412,50');
    expect(interview.result().answers).toMatchObject({ rent: '412.5' });
  });

  it('that are not possible say so in the form’s words, and what is no such value stays on screen', async () => {
    const interview = await open();
    const written = interview.groups().find((group) => group.label === 'Ce qui s’écrit')!;
    answer(interview, 'rooms', '0');
    expect(interview.check(written)).toBe(false);
    expect(question(interview, 'rooms').problem).toBe('Au moins une pièce.');
    answer(interview, 'rooms', '2');
    expect(interview.check(written)).toBe(true);
    const times = interview.groups().find((group) => group.label === 'Dates et heures')!;
    answer(interview, 'since', '2024-02-31');
    expect(interview.check(times)).toBe(false);
    expect(question(interview, 'since', 'date')).toMatchObject({ value: '2024-02-31', problem: 'Cette date n’est pas complète.' });
  });
});

describe('a draft', () => {
  it('comes back whole, over several rounds, with every type and its files', async () => {
    const before = await open();
    fill(before);
    answer(before, 'photo', PHOTO);
    answer(before, 'voice', VOICE);
    before.speak(before.languages[1]!);
    let state = before.state();
    const told = before.result();
    for (let round = 0; round < 3; round += 1) {
      const after = await open(state);
      expect(after.result()).toEqual(told);
      expect(question(after, 'photo', 'file').value).toEqual(PHOTO);
      expect(after.language()?.lang).toBe('ar');
      state = after.state();
    }
  });

  it('forgets a file that was deleted after it was taken up again', async () => {
    const before = await open();
    answer(before, 'photo', PHOTO);
    const after = await open(before.state());
    answer(after, 'photo', null);
    const last = await open(after.state());
    expect(question(last, 'photo', 'file').value).toBeNull();
    expect(last.state()).not.toContain(PHOTO.name);
    expect(last.result().attachments).toEqual([]);
  });

  it('replaces a file after it was taken up again', async () => {
    const before = await open();
    answer(before, 'photo', PHOTO);
    const after = await open(before.state());
    answer(after, 'photo', { ...VOICE, type: 'image/jpeg' });
    expect(question(await open(after.state()), 'photo', 'file').value?.id).toBe(VOICE.id);
    expect((await open(after.state())).state()).not.toContain(PHOTO.name);
  });

  it('brings back turns, none of them too, and what was typed in hidden ones', async () => {
    const before = await open();
    interviewOfThree(before);
    answer(before, 'how_many', '2');
    answer(before, 'useful', 'no', 1);
    answer(before, 'age', '3', 0);
    const after = await open(before.state());
    expect(after.result()).toEqual(before.result());
    answer(after, 'age', '40', 0);
    expect(after.result().answers).toMatchObject({ age: ['40', '20', '30'], likes: ['cat', '', ''], useful: ['', 'no'] });

    const none = await open();
    none.remove(question(none, 'people', 'repeat'), 0);
    expect((await open(none.state())).result().answers).toEqual({ total: '0' });
  });

  it('of the first version still opens', async () => {
    const before = await open();
    const now = JSON.parse(before.state()) as Record<string, unknown>;
    const first = JSON.stringify({ format: 'palier-draft/1', form: now.form, instance: now.instance, typed: { first_name: 'Awa', rooms: '4' } });
    expect((await open(first)).result()).toMatchObject({ answers: { rooms: '4' }, identity: { first_name: 'Awa' } });
  });
});

function interviewOfThree(interview: Interview): void {
  interview.add(question(interview, 'people', 'repeat'));
  interview.add(question(interview, 'people', 'repeat'));
  ['10', '20', '30'].forEach((age, turn) => { answer(interview, 'age', age, turn); });
  answer(interview, 'likes', ['cat'], 0);
}

describe('languages', () => {
  it('stand under the interviewer’s, where there is a translation, with what was answered in them', async () => {
    const interview = await open();
    expect(interview.languages.map(({ name, lang, rtl }) => [name, lang, rtl])).toEqual([['English', 'en', false], ['العربية', 'ar', true]]);
    answer(interview, 'pet', 'yes');
    answer(interview, 'first_name', 'Zoé');
    expect(question(interview, 'pets').other).toBeNull();
    interview.speak(interview.languages[0]!);
    expect(question(interview, 'pets').label).toBe('Lesquels, chez Zoé ?');
    expect(words(question(interview, 'pets').other?.marks).trim()).toBe('Which, at Zoé\'s?');
    expect(words(question(interview, 'welcome').other?.marks)).toBe('Hello. <strong>Thank you</strong>.');
    expect(words(question(interview, 'first_name').otherHint?.marks)).toBe('As on the bell');
    expect(words(question(interview, 'pets', 'many').choices[1]?.other?.marks)).toBe('Dog');
    expect(words(interview.groups().find((group) => group.label === 'Ce qui s’écrit')?.other?.marks)).toBe('In writing');
    interview.speak(interview.languages[1]!);
    expect(question(interview, 'pet').other).toMatchObject({ lang: 'ar', rtl: true, marks: ['حيوان؟'] });
    expect(question(interview, 'mood').other, 'not translated').toBeNull();
    expect(question(interview, 'town', 'one').choices[0]?.other, 'a name').toBeNull();
    expect(question(interview, 'pet').label, 'the interviewer’s own').toBe('Un animal\u202f?');
    interview.speak(null);
    expect(question(interview, 'pet').other).toBeNull();
  });
});
