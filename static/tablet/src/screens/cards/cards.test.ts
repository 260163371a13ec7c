import 'fake-indexeddb/auto';

import { describe, expect, it } from 'vitest';

import { CODE, newWorld, restarted } from '../../testing/tablet';
import { loadCards } from './cards';

describe('the cards of a tablet', () => {
  it('are those that came with the app, with the centre’s name, until the server gives others', async () => {
    const world = await newWorld();
    const shipped = await loadCards(world.tablet);
    expect(shipped.map(({ slug }) => slug)).toContain('danger');
    expect(JSON.stringify(shipped)).toContain('Centre d’essai');
    await world.server.offer('cards', JSON.stringify({ cards: [{ slug: 'own', text: '# À nous\n\nAppelez {telephone}' }] }));
    world.server.bundle = { ...world.server.bundle, organisation: { ...world.server.bundle.organisation, contact: { telephone: '05 56 00 00 00' } } };
    await world.tablet.exchangeNow();
    const [own, ...others] = await loadCards(world.tablet);
    expect(others).toEqual([]);
    expect([own?.slug, own?.title, own?.lead]).toEqual(['own', 'À nous', 'Appelez 05 56 00 00 00']);
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    expect((await loadCards(again.tablet)).map(({ title }) => title)).toEqual(['À nous']);
  });

  it.each(['', 'rien', '[]', '{"cards":[]}', '{"cards":[{"slug":1,"text":"x"}]}', '{"cards":{"a":1}}'])('are the shipped ones rather than none: %s', async (content) => {
    const world = await newWorld();
    await world.server.offer('cards', content);
    await world.tablet.exchangeNow();
    const cards = await loadCards(world.tablet);
    expect(cards).toHaveLength(7);
    for (const { blocks, title } of cards) expect([blocks.length > 3, title === '']).toEqual([true, false]);
  });

  it('leave out details that are none', async () => {
    const world = await newWorld();
    const wrong = { telephone: 7, address: null, dpo: 'le délégué' } as unknown as { dpo: string };
    world.server.bundle = { ...world.server.bundle, organisation: { ...world.server.bundle.organisation, contact: wrong } };
    world.server.bundleHash = 'other';
    await world.tablet.exchangeNow();
    expect(world.tablet.contact()).toEqual({ dpo: 'le délégué' });
  });
});
