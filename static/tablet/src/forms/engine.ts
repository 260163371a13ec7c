/**
 * The only module that runs the form engine: an XForm in, an `Interview` out.
 *
 * What the engine leaves to us: it forgets hidden branches when it writes an instance, so every typed value is kept here too; it loses
 * the files of a restored instance, so it is told their names alone; it leaks an instance unless the form is reset before the next one;
 * its integers are BigInt; it has no words of its own for what is missing.
 */
import { constants, type FetchResourceResponse, type InstanceData, type InstantiableLoadFormResult, loadForm, type RootNode } from '@getodk/xforms-engine';
import { runWithOwner } from 'solid-js';
import { createMutable } from 'solid-js/store';

import { SENTENCES, Sentence } from '../domain/sentences';
import { EngineInterview, type Begun } from './conversation';
import type { OpenInterview, Question, Surroundings } from './interview';
import { isFrench, languageOf, Translations } from './languages';
import { isAttached } from './nodes';
import { readSaved, type Saved } from './saved';

interface Form {
  engine: InstantiableLoadFormResult;
  id: string;
  version: string;
  title: string;
  roles: ReadonlyMap<string, Question['role']>;
  translations: Translations;
  /** An instance was made since the last reset: the next one needs a reset first. */
  used: boolean;
  /** A blank interview made while the tablet was idle, for the next one. */
  spare: { interview: EngineInterview; since: number } | null;
  open: EngineInterview | 'opening' | null;
}

/** The name that we gave the file is the name it keeps. */
const CONFIG = { stateFactory: createMutable, instanceAttachments: { fileNameFactory: ({ basename, extension }: { basename: string; extension: string | null }) => `${basename}${extension ?? ''}` } };
const XHTML = 'http://www.w3.org/1999/xhtml';
const XFORMS = 'http://www.w3.org/2002/xforms';
/** The namespace that forms/compile.py declares. */
const PALIER = 'urn:x-palier:form:1';

/** Form versions kept parsed: the current one, and that of a draft or two begun before. */
const KEPT = 3;
const forms = new Map<string, Promise<Form>>();

/** A spare older than this is made anew: a form may begin with what day or time it is. */
const SPARE_LASTS = 30 * 60_000;

const SMALLEST = `<h:html xmlns="${XFORMS}" xmlns:h="${XHTML}" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>.</h:title><model>
<itext><translation lang="fr" default="true()"><text id="q"><value>q</value></text></translation></itext>
<instance><data id="warm" version="1"><g><q/></g><c/><meta><instanceID/></meta></data></instance>
<instance id="list"><root><item><itextId>q</itextId><name>a</name></item></root></instance>
<bind nodeset="/data/g" relevant="/data/c != 'x'"/><bind nodeset="/data/g/q" type="string" required="true()"/><bind nodeset="/data/c" type="string" calculate="if(/data/g/q = 'a', count(/data/g), '')"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/></model></h:head>
<h:body><group ref="/data/g"><label ref="jr:itext('q')"/><select1 ref="/data/g/q"><label ref="jr:itext('q')"/><itemset nodeset="instance('list')/root/item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1></group></h:body></h:html>`;

const NO_MEDIA = () => Promise.resolve(null);

/** Asks for what every form asks for: the engine's own code is compiled and run once while nobody waits, before any form is readable. */
export async function warmEngine(): Promise<void> {
  const engine = await unowned(() => loadForm(SMALLEST));
  if (engine.status !== 'failure') unowned(() => engine.createInstance(CONFIG));
}

/** Gets a form ready ahead of its next interview. */
export async function prepareForm(xform: string, { media = NO_MEDIA }: Surroundings = {}): Promise<void> {
  const form = await load(xform, media);
  if (!form.open) makeSpare(form);
}

export const openInterview: OpenInterview = async (xform, state, { media = NO_MEDIA } = {}) => {
  const form = await load(xform, media);
  const saved = state ? readSaved(state, form) : null;
  form.open = 'opening';
  try {
    const interview = await begin(form, saved);
    interview.ready(media, saved);
    form.open = interview;
    return interview;
  } catch (error) {
    form.open = null;
    throw error;
  }
};

async function load(xform: string, media: NonNullable<Surroundings['media']>): Promise<Form> {
  const known = forms.get(xform);
  forms.delete(xform);
  const loading = known ?? parse(xform, media);
  forms.set(xform, loading);
  for (const oldest of forms.keys()) if (forms.size > KEPT) forms.delete(oldest);
  try {
    return await loading;
  } catch (error) {
    forms.delete(xform);
    throw error;
  }
}

async function parse(xform: string, media: NonNullable<Surroundings['media']>): Promise<Form> {
  // Outside any owner: a parsed form outlives the screen that asked for it.
  const engine = await unowned(() => loadForm(xform, { fetchFormAttachment: (address) => fetched(address as { href: string }, media), missingResourceBehavior: constants.MISSING_RESOURCE_BEHAVIOR.BLANK }));
  if (engine.status === 'failure') {
    throw new Sentence(SENTENCES.formBroken, { cause: engine.error });
  }
  const document = new DOMParser().parseFromString(xform, 'text/xml');
  const instance = document.querySelector('model > instance > *');
  return {
    engine,
    id: instance?.getAttribute('id') ?? '',
    version: instance?.getAttribute('version') ?? '',
    title: document.getElementsByTagNameNS(XHTML, 'title')[0]?.textContent ?? '',
    roles: rolesOf(document),
    translations: new Translations(document),
    used: false,
    spare: null,
    open: null,
  };
}

/** `jr://file-csv/towns.csv` is the form's file of that name; without it the form opens, and the question says that it has no choices. */
async function fetched(address: { href: string }, media: NonNullable<Surroundings['media']>): Promise<FetchResourceResponse> {
  const name = decodeURIComponent(address.href.split('/').at(-1) ?? '');
  const file = await media(name);
  const blob = () => Promise.resolve(file ?? new Blob());
  return { ok: file !== null, status: file ? 200 : 404, headers: new Headers({ 'Content-Type': typeOf(name) }), blob, text: async () => (await blob()).text() };
}

function typeOf(name: string): string {
  if (/\.csv$/iu.test(name)) return 'text/csv';
  return /\.geojson$/iu.test(name) ? 'application/geo+json' : 'text/xml';
}

async function begin(form: Form, saved: Saved | null): Promise<EngineInterview> {
  const spare = spareOf(form);
  form.spare = null;
  if (!saved) return spare ?? blank(form);
  if (form.used && !spare) blank(form);
  form.used = true;
  const data = new FormData();
  data.set(constants.INSTANCE_FILE_NAME, new File([withoutFiles(saved)], constants.INSTANCE_FILE_NAME, { type: constants.INSTANCE_FILE_TYPE }));
  const restored = await unowned(() => form.engine.restoreInstance({ data: [data as unknown as InstanceData] }, CONFIG));
  return interviewOf(form, restored.root);
}

/** The engine would look for files that it was never given: their names come back with the other answers. */
function withoutFiles({ instance, typed }: Saved): string {
  return Object.values(typed).reduce<string>((text, value) => (isAttached(value) ? text.replaceAll(`>${value.name}<`, '><') : text), instance);
}

/** A blank interview; the one before is freed, and must not be on screen any more. */
function blank(form: Form): EngineInterview {
  const { root } = unowned(() => (form.used ? form.engine.resetInstance(CONFIG) : form.engine.createInstance(CONFIG)));
  form.used = true;
  return interviewOf(form, root);
}

function interviewOf(form: Form, root: RootNode): EngineInterview {
  // The interviewer's language is French where the form has it, else the form's own first one.
  const french = root.languages.find((one) => isFrench(languageOf(one.language)));
  if (french && french.isSyntheticDefault !== true && root.currentState.activeLanguage.language !== french.language) root.setLanguage(french);
  const begun: Begun = { root, form, dispose: (interview) => { release(form, interview); } };
  return unowned(() => new EngineInterview(begun));
}

function release(form: Form, interview: EngineInterview): void {
  if (form.open === interview) form.open = null;
  // Frees this instance too: the engine does it when the form is reset. Now, before the next screen is drawn: later it would stand
  // between a thumb and a door.
  queueMicrotask(() => {
    if (!form.open) makeSpare(form);
  });
}

function makeSpare(form: Form): void {
  if (!spareOf(form)) form.spare = { interview: blank(form), since: Date.now() };
}

function spareOf(form: Form): EngineInterview | null {
  return form.spare && Date.now() - form.spare.since < SPARE_LASTS ? form.spare.interview : null;
}

function unowned<T>(make: () => T): T {
  return runWithOwner(null, make) as T;
}

/** Roles as the compiler wrote them into this very form: a draft of an older version keeps its own. */
function rolesOf(document: Document): Map<string, Question['role']> {
  const roles = new Map<string, Question['role']>();
  for (const bind of document.getElementsByTagNameNS(XFORMS, 'bind')) {
    const role = bind.getAttributeNS(PALIER, 'role');
    const name = bind.getAttribute('nodeset')?.split('/').at(-1) ?? '';
    if (role === 'answer' || role === 'identity') roles.set(name, role);
  }
  return roles;
}
