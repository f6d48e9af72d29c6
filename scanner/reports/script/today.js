// The first screen and the rows of the rule, computed again from what was signed. The program wrote them as text:
// whoever edits a page edits them first.

const coverage = JSON.parse(COVERAGE),
    CORE = ['administrative', 'physical', 'technical'],
    ROW_OPEN = ['fail', 'not_assessed', 'no_record'],
    WORST = 8;
const whole = coverage.reached === coverage.declared;
// Which characters a screen shows depends on the Unicode of who writes: those that all agree on are compared.
const plain = text => visible(text).replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})|[^ -~]/g, '');

// As scanner/rule.py has it.
function stateOf(requirement, byControl) {
    const direct = c => c.supports.find(s => s.cite === requirement.cite)?.strength === 'direct',
        ids = Object.keys(profile.controls).filter(id => direct(profile.controls[id])),
        needed = ids.map(id => byControl[id] || {}),
        worst = ['fail', 'not_assessed', 'stale', 'accepted'].find(s => needed.some(c => c[s]));
    if (worst) return worst;
    if (requirement.evidence.mode !== 'automatic') return 'no_record';
    const seen = whole && needed.length && needed.every(c => c.pass);
    return seen && !needed.some(c => c.standing) ? 'pass' : 'not_assessed';
}
function ruleStates() {
    const byControl = {};
    for (const f of rows) {
        const counts = (byControl[f.control] ||= {}),
            state = f.standing ? 'standing' : f.status;
        counts[state] = (counts[state] || 0) + 1;
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
// Those of which the same is said stand in the place of their first, as in scanner/reports/sentence.py.
function together(findings) {
    const groups = new Map();
    for (const f of findings) {
        const same = JSON.stringify([f.check, f.status, f.severity, f.kind, f.seen]);
        if (!groups.has(same)) groups.set(same, []);
        groups.get(same).push(f);
    }
    return [...groups.values()].slice(0, WORST);
}
function isShown(item, alike) {
    const f = alike[0],
        link = $('.fl', item),
        at = $('.at', item),
        targets = new Set(alike.map(one => one.target)).size,
        seen = $('.q', item), // left out with names that say nothing more
        names = new Set(alike.map(name)).size,
        same = (node, text) => plain(node.textContent) === plain(text),
        named = names === 1 ? same(link, name(f)) : alike.some(one => plain(link.textContent).startsWith(plain(name(one))));
    return (
        $('.s-' + f.status, item) &&
        $('.sev', item).textContent === ', ' + f.severity &&
        link.getAttribute('href') === '#f/' + f.fingerprint &&
        (seen ? named && same(seen, f.seen) : same(link, f.seen)) &&
        (targets === 1 || at.textContent.split(/[(,] ?/).at(-1) === `${digits(targets)} targets)`) &&
        same($('.for', item), f.control.replaceAll('-', ' '))
    );
}
function worstIsShown() {
    const groups = together(rows.filter(f => f.status === 'fail')),
        items = $$('#today .chg li');
    return items.length === groups.length && items.every((item, i) => isShown(item, groups[i]));
}
function rowsAreShown(states) {
    const cells = $$('.cell').map(n => [n.getAttribute('href').slice(3), n.classList.contains.bind(n.classList), 'c-']),
        tree = $$('.row').map(n => [n.id.slice(2), c => $('summary .i', n).classList.contains(c), 's-']);
    return tree.length === states.size && [...cells, ...tree].every(([cite, has, mark]) => has(mark + states.get(cite)));
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
    if (!$('#today .lede') !== Boolean(judged && !unseen && whole)) return 'what was not seen';
    return rowsAreShown(states) ? '' : 'a row of the rule';
}
