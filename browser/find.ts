/* find.ts: helps while one types into the find form.
 *
 * The form works without this: it is sent, and the server answers. Here the
 * core reads the postcode letter by letter and shows its proper form, the
 * server suggests places, and "Use where I am" finds the nearest on the phone
 * itself, so that the position never leaves it. All words come from the form's
 * data-say-… attributes, written by the server in the page's language:
 *
 *     full, corrected, unfinished, ni    {1} is the postcode's proper form
 *     islands, forces, places            may be missing; places: {1} is how many
 *     near-failed                        no position, or no list of places
 *     km                                 {1} is a number of kilometres
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { coreLoad, type Core, type PostcodeRead } from "./core";

const CORE_ADDRESS = "/assets/core.wasm";
const SUGGEST_WAIT_MS = 150;
const SUGGEST_CHARS_MIN = 2;
const SUGGEST_CHARS_MAX = 100;
const SHOWN_MAX = 8;
const NEAR_WANTED = 5;
const POSITION_WAIT_MS = 10_000;
const POSITION_AGE_MAX_MS = 300_000;

interface Place {
  readonly name: string;
  readonly path: string;
  readonly note: string; /* what kind, or how far; "" for nothing */
}

interface Centre extends Place {
  readonly lat: number; /* whole 1e-7 degrees */
  readonly lon: number;
}

interface Find {
  readonly form: HTMLFormElement;
  readonly input: HTMLInputElement;
  readonly hint: HTMLElement | null;
  readonly list: HTMLElement | null;
  readonly usualHint: string;
  core: Core | null;
  waiting: number | undefined; /* timer until the next suggestions are asked for */
  asking: AbortController | null;
}

/* ---- what the server sends, believed only as far as it is checked ---- */

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/* A path on this server: "/x", but neither "//host" nor "/\host". */
function pathIsOurs(path: string): boolean {
  return /^\/(?![/\\])/.test(path);
}

function recordsOf(reply: unknown): Record<string, unknown>[] {
  const places = (reply as { places?: unknown } | null)?.places;
  return Array.isArray(places) ? places.filter((one) => typeof one === "object" && one !== null) : [];
}

function placeOf(record: Record<string, unknown>): Place {
  return { name: textOf(record["name"]), path: textOf(record["path"]), note: textOf(record["kind"]) };
}

function placeIsGood(place: Place): boolean {
  return place.name !== "" && pathIsOurs(place.path);
}

function centresOf(reply: unknown): Centre[] {
  return recordsOf(reply)
    .map((record) => ({ ...placeOf(record), lat: Number(record["lat"]), lon: Number(record["lon"]) }))
    .filter((one) => placeIsGood(one) && Number.isInteger(one.lat) && Number.isInteger(one.lon));
}

async function jsonFetch(address: string, signal?: AbortSignal): Promise<unknown> {
  const reply = await fetch(address, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    ...(signal ? { signal } : {}),
  });
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
  return reply.json();
}

/* ---- words ---- */

/* The form's sentence of that name with {1} put in; "" if it has none. */
function say(find: Find, name: string, value = ""): string {
  return (find.form.dataset[name] ?? "").replace("{1}", () => value);
}

/* A live region speaks at each change, so it changes only for something new. */
function hintShow(find: Find, sentence: string): void {
  const text = sentence === "" ? find.usualHint : sentence;
  if (find.hint && find.hint.textContent !== text) find.hint.textContent = text;
}

function postcodeSay(find: Find, read: PostcodeRead): string {
  if (read.kind === "not") return "";
  if (read.where === "ni") return say(find, "sayNi", read.text);
  if (read.where === "islands") return say(find, "sayIslands", read.text);
  if (read.where === "forces") return say(find, "sayForces", read.text);
  if (read.kind === "full") return say(find, read.isCorrected ? "sayCorrected" : "sayFull", read.text);
  /* "Le" may become Leeds as well as LE1: nothing to say before a digit. */
  return /\d/.test(read.text) ? say(find, "sayUnfinished", read.text) : "";
}

/* ---- the list under the form ---- */

function placesShow(find: Find, places: readonly Place[]): void {
  if (!find.list) return;
  const items = places.map((place) => {
    const link = document.createElement("a");
    link.href = place.path;
    link.textContent = place.name;
    const item = document.createElement("li");
    item.append(link);
    if (place.note !== "") {
      const note = document.createElement("small");
      note.textContent = place.note;
      item.append(" ", note);
    }
    return item;
  });
  find.list.replaceChildren(...items);
}

/* Down from the field into the list, up and down in it, Escape back out. The
 * links stay ordinary links: Tab and Enter do what they always do. */
function keyPressed(find: Find, event: KeyboardEvent): void {
  if (!find.list || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const stops: HTMLElement[] = [find.input, ...find.list.querySelectorAll<HTMLElement>("a")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (at < 0 || stops.length === 1) return;

  if (event.key === "ArrowDown") stops[Math.min(at + 1, stops.length - 1)]?.focus();
  else if (event.key === "ArrowUp" && at > 0) stops[at - 1]?.focus();
  else if (event.key === "Escape") {
    find.input.focus();
    placesShow(find, []);
  } else return;
  event.preventDefault();
}

/* ---- while one types ---- */

function suggestStop(find: Find): void {
  window.clearTimeout(find.waiting);
  find.asking?.abort();
  find.asking = null;
}

async function suggest(find: Find, typed: string): Promise<void> {
  const asking = new AbortController();
  find.asking = asking;
  let places: Place[] = [];
  try {
    const reply = await jsonFetch(`/find/suggest?q=${encodeURIComponent(typed)}`, asking.signal);
    places = recordsOf(reply).map(placeOf).filter(placeIsGood).slice(0, SHOWN_MAX);
  } catch {
    /* No suggestions then; Enter still sends the form. */
  }
  if (asking.signal.aborted) return;

  placesShow(find, places);
  const isPostcode = find.core ? postcodeSay(find, find.core.postcodeRead(typed)) !== "" : false;
  if (places.length > 0 && !isPostcode) hintShow(find, say(find, "sayPlaces", String(places.length)));
}

function typedRead(find: Find): void {
  if (find.core) hintShow(find, postcodeSay(find, find.core.postcodeRead(find.input.value)));
}

function typedChanged(find: Find): void {
  typedRead(find);
  suggestStop(find);
  const typed = find.input.value.trim();
  const chars = [...typed].length;
  if (chars < SUGGEST_CHARS_MIN || chars > SUGGEST_CHARS_MAX) {
    placesShow(find, []);
    return;
  }
  find.waiting = window.setTimeout(() => void suggest(find, typed), SUGGEST_WAIT_MS);
}

/* ---- use where I am ---- */

function positionAsk(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(resolve, reject, {
      timeout: POSITION_WAIT_MS,
      maximumAge: POSITION_AGE_MAX_MS,
    }),
  );
}

function kmSay(find: Find, distanceM: number): string {
  const digits = distanceM < 9_950 ? 1 : 0;
  const number = new Intl.NumberFormat(document.documentElement.lang || "en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return say(find, "sayKm", number.format(distanceM / 1000));
}

async function nearShow(find: Find, core: Core): Promise<void> {
  const typed = find.input.value;
  const [position, reply] = await Promise.all([positionAsk(), jsonFetch("/find/centres")]);
  const centres = centresOf(reply);
  const from = {
    lat: Math.round(position.coords.latitude * 1e7),
    lon: Math.round(position.coords.longitude * 1e7),
  };
  const places = core.nearest(centres, from, NEAR_WANTED).flatMap((near): Place[] => {
    const centre = centres[near.index];
    return centre ? [{ ...centre, note: kmSay(find, near.distanceM) }] : [];
  });
  if (places.length === 0) throw new Error("no place is near");
  if (find.input.value !== typed) return; /* meanwhile one has gone on typing */
  placesShow(find, places);
  hintShow(find, say(find, "sayPlaces", String(places.length)));
}

async function nearPressed(find: Find, button: HTMLButtonElement, core: Core): Promise<void> {
  if (button.getAttribute("aria-busy") === "true") return;
  suggestStop(find);
  button.setAttribute("aria-busy", "true");
  try {
    await nearShow(find, core);
  } catch {
    hintShow(find, say(find, "sayNearFailed"));
  }
  button.removeAttribute("aria-busy");
}

/* ---- start ---- */

/* The button and the list stand beside the form, in the same part of the page. */
function partFind<T extends Element>(form: HTMLFormElement, selector: string): T | null {
  return form.querySelector<T>(selector) ?? form.parentElement?.querySelector<T>(selector) ?? null;
}

export function findStart(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[name=q]");
  if (!input) return;
  const hint = partFind<HTMLElement>(form, "[data-find-hint]");
  const find: Find = {
    form,
    input,
    hint,
    list: partFind<HTMLElement>(form, "[data-find-list]"),
    usualHint: hint?.textContent ?? "",
    core: null,
    waiting: undefined,
    asking: null,
  };
  input.addEventListener("input", () => typedChanged(find));
  input.addEventListener("keydown", (event) => keyPressed(find, event));
  find.list?.addEventListener("keydown", (event) => keyPressed(find, event));
  form.addEventListener("submit", () => suggestStop(find));

  const button = partFind<HTMLButtonElement>(form, "[data-find-near]");
  coreLoad(document.body.dataset["core"] ?? CORE_ADDRESS)
    .then((core) => {
      find.core = core;
      typedRead(find);
      if (!button || !("geolocation" in navigator)) return;
      button.addEventListener("click", () => void nearPressed(find, button, core));
      button.hidden = false;
    })
    .catch(() => undefined); /* without the core: suggestions only */
}
