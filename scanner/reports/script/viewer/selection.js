// What a house was asked for, and what a seed draws: scanner/evidence/selection.py and layers/chosen.py.

const SELECTION = 'selection.json',
    MAX_SAMPLES = 5,
    MAX_DRAWN_FROM = 1 << 21,
    WORD = value => (typeof value === 'string' && value && Array.from(value).length <= 300 ? '' : '.'),
    DAY = text(/^(\d{4}-\d\d-\d\d)?$/),
    SELECTIONS = shape({
        format: either('safeguard-selection/1'),
        selections: listOf(
            shape({
                since: maybe(DAY),
                until: maybe(DAY),
                runs: maybe(listOf(text(RUN_ID))),
                citations: maybe(listOf(WORD)),
                targets: maybe(listOf(WORD)),
                checks: maybe(listOf(WORD)),
                sample: maybe(some(shape({count: value => whole(100_000)(value) || (value ? '' : '.'), seed: text(/^[!-~]{1,200}$/)}))),
            }),
            1,
            100,
        ),
    }),
    PARTIAL =
        'Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights ' +
        'says, is not shown.',
    LACKS = 'Intact and signed, but answers are missing on which findings rest.';

function readSelections(data) {
    const found = strictly(data, SELECTION),
        where = SELECTIONS(found).replace(/\.+$/, '');
    if (SELECTIONS(found)) throw new Refused(`${SELECTION} does not hold what it should${where && `, at ${quoted(where)}`}`);
    if (found.selections.filter(one => one.sample).length > MAX_SAMPLES)
        throw new Refused(`${SELECTION} names more than ${MAX_SAMPLES} samples`);
    return found.selections;
}
// Of which nights, in words.
function periodOf({runs = [], since, until}) {
    if (runs.length) return runs.length === 1 ? `run ${runs[0]}` : `${runs.length} runs`;
    return `all runs from ${since || 'the first'} to ${until || 'the last'}`;
}
function askedOf({citations = [], targets = [], checks = []}) {
    const said = [['of ', citations], ['about ', targets], ['by ', checks]];
    return said.filter(([, words]) => words.length).map(([word, words]) => word + quoted(words.join(' or '))).join(', ');
}
const drawnBy = one => `${counting(one.sample.count, 'finding')} drawn by the seed “${one.sample.seed}” from ${periodOf(one)}`;
function toldBy(one) {
    const what = askedOf(one);
    return one.sample ? drawnBy(one) : `asked for, as the house says: findings${what && ` ${what}`}, of ${periodOf(one)}`;
}
// Whether a run is one of those that were asked for: named, or begun on one of the days (UTC).
function holds({runs = [], since = '', until = ''}, {id, record: {started}}) {
    const begun = started.slice(0, 10);
    return runs.length ? runs.includes(id) : since <= begun && begun <= (until || '9999');
}
// The leaves of the findings that a seed draws from these runs, ascending, by run. A rank is the SHA-256 over seed, run,
// root of its findings and leaf, and the first ranks are drawn.
async function draw({count, seed}, runs) {
    let [from, drawn] = [0, []];
    const first = () => drawn.sort(byRank).slice(0, count),
        text = new TextEncoder();
    let last = null; // no later one is drawn
    for (const {id, record: {findings, tool}} of runs) {
        if (!findings)
            throw new Refused(
                `run ${id} was sealed by safeguard ${quoted(tool.version)}, which signed its findings as a whole: single ones cannot be proved`,
            );
        if ((from += findings.size) > MAX_DRAWN_FROM)
            throw new Refused(`more than ${MAX_DRAWN_FROM} findings to draw from: name fewer runs`);
        for (let leaf = 0; leaf < findings.size; leaf++) {
            const one = {rank: rankOf(text.encode(`${seed}\n${id}\n${findings.root}\n${leaf}`)), run: id, leaf};
            if (last && byRank(one, last) > 0) continue;
            drawn.push(one);
            if (drawn.length < 2 * count) continue;
            drawn = first();
            last = drawn.at(-1);
        }
        await new Promise(done => setTimeout(done)); // so that the page answers meanwhile
    }
    const found = new Map();
    for (const {run, leaf} of first()) found.set(run, [...(found.get(run) ?? []), leaf]);
    for (const leaves of found.values()) leaves.sort((one, two) => one - two);
    return found;
}
// See that what was drawn by a seed is what that draws. `here`: the leaves in parts, by run; `entire`: the runs that are
// here whole; `logged`: all runs of the log.
async function checkDrawn(selections, here, entire, logged) {
    const known = new Set(logged.map(run => run.id)),
        strange = selections.flatMap(one => one.runs ?? []).filter(run => !known.has(run)).sort()[0];
    if (strange !== undefined) throw new Refused(`${SELECTION} names run ${strange}, which is in no entry of the log`);
    for (const one of selections.filter(each => each.sample)) {
        const drawn = await draw(one.sample, logged.filter(run => holds(one, run))),
            due = [...drawn].filter(([run]) => !entire.has(run)),
            there = ([run, leaves]) => leaves.every(leaf => here.get(run)?.has(leaf)),
            exactly = () => here.size === due.length && due.every(([run, leaves]) => here.get(run)?.size === leaves.length);
        if (!due.every(there) || (selections.length === 1 && !exactly()))
            throw new Refused(
                `the findings are not those that the seed “${one.sample.seed}” draws from ${periodOf(one)}: somebody else has chosen`,
            );
    }
}
