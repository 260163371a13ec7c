import { expect, test } from 'vitest';
import { makeKeyPair, seal } from '../../sealing/age';
import { toBase64Url } from '../../sealing/base64url';
import { ofDoor } from './household';

test('only what was sealed for this door, this entry and this organisation is taken', async () => {
  const { privateKey, recipient } = await makeKeyPair();
  const stranger = await makeKeyPair();
  const key = { privateKey, recipient, keys: [privateKey], recipients: [recipient], organisation: { id: 'centre', name: 'Centre' }, own: null };
  const entry = async (id: string, text: Record<string, unknown>, to = recipient): Promise<unknown> => ({
    id, kind: 'answers', said: { day: '2026-11-23' }, sealed: toBase64Url(await seal(JSON.stringify({ entry: id, organisation: 'centre', ...text }), [to])),
  });
  const entries = [
    await entry('mine', { door: 'left', identity: { name: 'Canari' } }),
    await entry('merged', { door: 'left-too' }),
    await entry('neighbour', { door: 'right' }),
    await entry('nowhere', { door: null }),
    await entry('swapped', { door: 'left', entry: 'mine' }),
    await entry('other', { door: 'left', organisation: 'voisins' }),
    await entry('locked', { door: 'left' }, stranger.recipient),
    { id: 'broken', kind: 'answers', said: {}, sealed: 'AAAA' },
  ];
  const found = await ofDoor(entries, new Set(['left', 'left-too']), key);
  expect(found.map(({ id }) => id)).toEqual(['mine', 'merged']);
  expect(found[0]?.text.identity).toEqual({ name: 'Canari' });
});
