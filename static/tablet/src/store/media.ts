/** Files of forms (images, recordings, lists of choices): kept encrypted for each version of a form, since a draft may need an old one. */
import type { FormMedia } from '../domain/bundle';
import { digestOf } from '../domain/envelope';
import type { Bytes } from '../domain/ids';
import { lockBytes, unlockBytes } from './cipher';
import type { Store } from './store';

export interface WantedMedia extends FormMedia {
  form: string;
}

const idOf = (form: string, name: string) => `${form}/${name}` as const;

/** What the forms of the bundle name and this tablet lacks. */
export async function missingMedia(store: Store): Promise<WantedMedia[]> {
  const wanted = store.unlocked().bundle.forms.flatMap(({ hash, media = [] }) => media.map((one) => ({ ...one, form: hash })));
  if (wanted.length === 0) return [];
  const held = await store.db.media.bulkGet(wanted.map(({ form, name }) => idOf(form, name)));
  return wanted.filter((_, index) => held[index] === undefined);
}

/** Keeps a file if it is the one that was asked for. */
export async function keepMedia(store: Store, { form, name, hash }: WantedMedia, bytes: Bytes): Promise<boolean> {
  if ((await digestOf(bytes)) !== hash) return false;
  await store.write(async () => {
    const id = idOf(form, name);
    const content = await lockBytes(store.unlocked().key, `media/${id}`, bytes, store.env.random);
    await store.commit({}, [{ table: 'media', put: { id, hash, content } }]);
  });
  store.changed();
  return true;
}

/** The same bytes, kept for another version of the form. */
export async function sharedMedia(store: Store, hash: string): Promise<Bytes | null> {
  const row = await store.db.media.where('hash').equals(hash).first();
  return row ? unlockBytes(store.unlocked().key, `media/${row.id}`, row.content) : null;
}

export async function readMedia(store: Store, form: string, name: string): Promise<Blob | null> {
  const { key } = store.unlocked();
  const id = idOf(form, name);
  const row = await store.db.media.get(id);
  return row ? new Blob([await unlockBytes(key, `media/${id}`, row.content)], { type: typeOf(name) }) : null;
}

const TYPES: Record<string, string> = {
  csv: 'text/csv', geojson: 'application/geo+json', xml: 'text/xml', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', svg: 'image/svg+xml', webp: 'image/webp', gif: 'image/gif',
  mp3: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg', wav: 'audio/wav', mp4: 'video/mp4', webm: 'video/webm',
};

function typeOf(name: string): string {
  return TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
