// The first screen and the rows of the rule, computed again from what was signed. The program wrote them as text:
// whoever edits a page edits them first.

const CORE = ['administrative', 'physical', 'technical'],
    ROW_OPEN = ['fail', 'not_assessed', 'no_record'],
    WORST = 8;
const words = text => plain(text).toLowerCase().match(/\w+/g)?.map(word => word.replace(/s$/, '')) ?? [];
const whole = coverage.reached === coverage.declared;
// Which characters a screen shows depends on the Unicode of who writes: those that all agree on are compared.
const plain = text => visible(text).replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})|[^ -~]/g, '');

// As scanner/profile/rule.py has it.
function stateOf(requirement, byControl) {
    const direct = c => c.supports.find(s => s.cite === requirement.cite)?.strength === 'direct',
        ids = Object.keys(profile.controls).filter(id => direct(profile.controls[id])),
        needed = ids.map(id => byControl[id] || {}),
        worst = ['fail', 'not_assessed', 'stale', 'accepted'].find(s => needed.some(c => c[s]));
    if (worst) return worst;
    if (requirement.evidence.mode !== 'automatic') return 'no_record';
    const seen = whole && needed.length && needed.every(c => c.proven);
    return seen && !needed.some(c => c.standing) ? 'pass' : 'not_assessed';
}
function ruleStates() {
    const byControl = {};
    for (const f of rows) {
        const counts = (byControl[f.control] ||= {}),
            state = f.standing ? 'standing' : f.status;
        counts[state] = (counts[state] || 0) + 1;
        // A thing that its owner declared free of ePHI says nothing of the row.
        if (f.status === 'pass' && f.ephi !== false) counts.proven = true;
    }
    return new Map(profile.requirements.map(r => [visible(r.cite), stateOf(r, byControl)]));
}
const count = (...states) => rows.filter(f => states.includes(f.status)).length;
const unseen = rows.filter(f => f.status === 'not_assessed' && !f.standing).length,
    judged = rows.length - count('not_assessed', 'accepted');
function numbers(states) {
    const core = profile.requirements.filter(r => CORE.includes(r.safeguard)),
        open = core.filter(r => ROW_OPEN.includes(states.get(visible(r.cite)))).length,
        of = (some, all) => `${digits(some)}/${digits(all)}`;
    const shown = [digits(count('fail')), digits(unseen), of(coverage.reached, coverage.declared), of(open, core.length)];
    return judged ? shown : shown.map(() => '–');
}
// Those of one check and severity stand in the place of their first, as in scanner/reports/sentence.py.
function byCheck(findings) {
    const groups = new Map();
    for (const f of findings) {
        const same = JSON.stringify([f.check, f.status, f.severity]);
        if (!groups.has(same)) groups.set(same, []);
        groups.get(same).push(f);
    }
    return [...groups.values()].slice(0, WORST);
}
function isShown(item, alike, word = alike[0].severity) {
    const f = alike[0],
        link = $('.fl', item),
        at = $('.at', item),
        targets = new Set(alike.map(one => one.target)).size,
        seen = $('.q', item), // left out with names that say nothing more
        others = alike.filter(one => one.kind !== f.kind || one.seen !== f.seen).length,
        names = new Set(
            alike
                .filter(one => one.kind === f.kind && one.seen === f.seen && (one.name || one.resource !== one.target))
                .map(name),
        ),
        also = $('.also', item)?.textContent ?? '',
        same = (node, text) => plain(node.textContent) === plain(text),
        kind = catalogue.kinds[f.kind]?.title ?? '',
        // A name is left out only where the kind, the control or what was seen has its words already.
        said = words(`${kind} ${f.control} ${f.seen}`),
        bare = (!f.name && f.resource === f.target) ||
            (/^[\w\s-]+$/.test(plain(name(f))) && words(name(f)).every(word => said.includes(word))),
        named = [name(f), `${kind} ${name(f)}`, ...(bare ? [kind] : [])].some(text => same(link, text)),
        // How many more there are is said where it can be counted: beyond the two names that stand there.
        more = !others || also.endsWith(`${digits(others)} other${others === 1 ? '' : 's'})`),
        rest = names.size < 4 || also.includes(` and ${digits(names.size - 3)} more`);
    return (
        $('.s-' + f.status, item) &&
        $('.sev', item).textContent === ', ' + word &&
        link.getAttribute('href') === '#f/' + f.fingerprint &&
        (seen ? named && same(seen, f.seen) : same(link, f.seen)) &&
        more &&
        rest &&
        (targets === 1 || at.textContent.split(/[(,] ?/).at(-1) === `${digits(targets)} targets)`) &&
        same($('.for', item), f.control.replaceAll('-', ' '))
    );
}
function worstIsShown() {
    const groups = byCheck(rows.filter(f => f.status === 'fail')),
        items = $$('#today .worst li');
    return items.length === groups.length && items.every((item, i) => isShown(item, groups[i]));
}
// What time alone makes fail within a month: the soonest of it, at most six, as `Soon` in counting.py takes them.
function soonIsShown() {
    const wanted = rows.filter(f => f.fails_in && f.fails_in <= 30).sort((a, b) => a.fails_in - b.fails_in),
        items = $$('#today .soon li'),
        shown = items.map(item => wanted.find(f => $('.fl', item).getAttribute('href') === '#f/' + f.fingerprint)),
        last = wanted[items.length - 1]?.fails_in;
    return (
        items.length === Math.min(6, wanted.length) &&
        new Set(shown).size === items.length &&
        items.every(
            (item, i) =>
                shown[i] &&
                shown[i].fails_in <= last &&
                isShown(item, [shown[i]], `for ${shown[i].fails_in} day${shown[i].fails_in === 1 ? '' : 's'}`),
        )
    );
}
function rowsAreShown(states) {
    const cells = $$('.cell').map(n => [n.getAttribute('href').slice(3), n.classList.contains.bind(n.classList), 'c-']),
        tree = $$('.row').map(n => [n.id.slice(2), c => $('summary .i', n).classList.contains(c), 's-']);
    return tree.length === states.size && [...cells, ...tree].every(([cite, has, mark]) => has(mark + states.get(cite)));
}
// How much was found of each target.
function targetsAreShown() {
    const shown = $$('.cov tr[data-target]'),
        fails = new Map(),
        open = new Map(),
        add = (map, f) => map.set(visible(f.target), (map.get(visible(f.target)) || 0) + 1);
    for (const f of rows)
        if (f.status === 'fail') add(fails, f);
        else if (f.status === 'not_assessed' && !f.standing) add(open, f);
    const cell = (row, n) => row.children[n].textContent,
        agrees = row => {
            const target = row.dataset.target,
                failing = fails.get(target) || 0;
            return (
                (failing ? $('b', row.children[2])?.textContent === digits(failing) : /^[0–]$/.test(cell(row, 2))) &&
                cell(row, 3) === digits(open.get(target) || 0)
            );
        };
    const declared = coverage.targets.map(t => visible(t.name)).sort();
    return shown.map(row => row.dataset.target).sort().join('\n') === declared.join('\n') && shown.every(agrees);
}
// What of the page is not what was signed; nothing where all agrees. Not compared: the sentences around these.
function edited() {
    const states = ruleStates(),
        wanted = numbers(states),
        shown = $$('#today .four .n').map(n => n.textContent);
    if (shown.join() !== wanted.join()) return 'a number of the first screen';
    const title = judged ? `${count('fail')} fail, ${unseen} not assessed: ` : 'Nothing assessed: ';
    if (!document.title.startsWith(title)) return 'its title';
    if (!worstIsShown()) return 'what is worst';
    if (!soonIsShown()) return 'what fails next';
    if (!$('#today .lede') !== Boolean(judged && !unseen && whole)) return 'what was not seen';
    if (!targetsAreShown()) return 'what was found of a target';
    return rowsAreShown(states) ? '' : 'a row of the rule';
}
