// Draws one entry from its public payload, with the markup that the server uses (board/parts.html).

const wording = JSON.parse(document.getElementById("board-wording").textContent);
const language = document.documentElement.lang;
const timezone = document.getElementById("board").dataset.timezone;
const dayParts = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
  day: "numeric", month: "long", year: "numeric", timeZone: timezone, numberingSystem: "latn",
});
const plurals = new Intl.PluralRules(language);
const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: timezone });

/** "23 November 2026", put together as the server does. Takes ISO 8601, a day or a moment. */
export function dayText(iso) {
  const moment = new Date(iso.length === 10 ? `${iso}T12:00:00Z` : iso);
  const parts = Object.fromEntries(dayParts.formatToParts(moment).map((part) => [part.type, part.value]));
  return `${parts.day} ${parts.month} ${parts.year}`;
}

/** Whole calendar days from the moment until today, as the silence meter counts. */
export function daysSince(iso) {
  if (!iso) return 0;
  const day = (moment) => Date.parse(`${isoDay.format(moment)}T00:00:00Z`);
  return Math.max(0, Math.round((day(new Date()) - day(new Date(iso))) / 86400000));
}

/** "You said" for one person, "3 people said" for several, in the plural form of the number. */
function peopleSaid(people) {
  if (!(people > 1)) return wording.you_said;
  return wording.people_said[plurals.select(people)].replace("{count}", String(people));
}

const field = (root, name) => root.querySelector(`[data-field="${name}"]`);
const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

function drawSaid(words) {
  const quote = copy("said-template");
  quote.lang = words.language || "und";
  quote.dir = words.direction;
  field(quote, "words").textContent = words.words;
  return quote;
}

function drawResponse(answer) {
  const box = copy("response-template");
  box.className = `entry__response entry__response--${answer.kind}`;
  field(box, "kind").textContent = wording.responses[answer.kind];
  for (const [name, text] of [["words", answer.words], ["evidence", answer.evidence || ""]]) {
    const part = field(box, name);
    part.textContent = text;
    part.lang = answer.language;
    part.dir = answer.direction;
  }
  field(box, "evidence").hidden = !answer.evidence;
  field(box, "promise").hidden = !answer.due_on;
  field(box, "due").textContent = answer.due_on ? wording.promised.replace("{date}", dayText(answer.due_on)) : "";
  field(box, "owner").textContent = answer.owner || "";
  const moved = answer.moved || [];
  field(box, "moved").hidden = !moved.length;
  field(box, "moved").append(...moved.map(drawMoved));
  field(box, "signed").textContent = answer.signed_as;
  fillTime(field(box, "at"), answer.at);
  return box;
}

function drawMoved(change) {
  const line = copy("moved-template");
  field(line, "from").textContent = wording.moved.replace("{date}", dayText(change.from));
  field(line, "reason").textContent = change.reason;
  return line;
}

function fillTime(element, iso) {
  element.dateTime = iso;
  element.textContent = dayText(iso);
}

/** Mark whether the promise's day has passed: the one thing about an entry that changes by itself. */
export function markOverdue(item, entry) {
  field(item, "overdue").hidden = !(entry.due_on && entry.due_on < isoDay.format(new Date()));
}

/** The list item for an entry's payload. */
export function drawEntry(entry) {
  const item = copy("entry-template");
  item.id = `entry-${entry.id}`;
  item.dataset.position = entry.position;
  item.dataset.updated = entry.updated_at;
  const heading = item.querySelector(".entry__place");
  heading.id = `entry-${entry.id}-heading`;
  item.querySelector("article").setAttribute("aria-labelledby", heading.id);
  const stage = field(item, "stage");
  stage.className = `stage stage--${entry.stage}`;
  stage.textContent = wording.stages[entry.stage];
  markOverdue(item, entry);
  field(item, "link").href = `/entries/${entry.id}`;
  const names = [entry.place, entry.borough && entry.borough.slug !== entry.place.slug ? entry.borough : null];
  field(item, "place").textContent = names.filter(Boolean).map((place) => place.name).join(", ");
  field(item, "no_place").hidden = Boolean(entry.place);
  fillTime(field(item, "published"), entry.published_at);
  field(item, "people").textContent = peopleSaid(entry.people);
  field(item, "said").append(...entry.said.map(drawSaid));
  field(item, "responses").append(...entry.responses.map(drawResponse));
  field(item, "waiting").hidden = entry.responses.length > 0;
  return item;
}

export { wording };
