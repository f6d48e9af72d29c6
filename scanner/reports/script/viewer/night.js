// One sealed run as the report shows it, from its sealed members alone: scanner/reports/night.py, counting.py, sentence.py
// and states.py again. The page that the template makes of it is the one that Python makes, byte for byte; a test sees to it.

const SEVERITY = ['critical', 'high', 'medium', 'low'],
    STATUSES = Object.keys(SAID.states).filter(state => state !== 'no_record'),
    QUIET = ['pass', 'not_applicable'],
    SOON = 30;

// As Python orders texts: by code point, not by UTF-16 unit.
function ordered(one, two) {
    if (typeof one !== 'string') return one < two ? -1 : one > two ? 1 : 0;
    const [mine, other] = [[...one], [...two]],
        at = mine.findIndex((char, n) => char !== other[n]);
    if (at < 0) return mine.length - other.length;
    return at >= other.length ? 1 : mine[at].codePointAt(0) - other[at].codePointAt(0);
}
const byKeys = keys => (one, two) => {
    const [mine, other] = [keys(one), keys(two)];
    for (let at = 0; at < mine.length; at++) {
        const found = Array.isArray(mine[at])
            ? mine[at].reduce((before, each, n) => before || ordered(each, other[at][n]), 0) ||
              mine[at].length - other[at].length
            : ordered(mine[at], other[at]);
        if (found) return found;
    }
    return 0;
};
const filled = (between, ...parts) => parts.filter(Boolean).join(between);
const wordsIn = said => (said.match(/[\p{L}\p{N}_]+/gu) ?? []).map(word => word.toLowerCase().replace(/s$/, ''));
const within = (some, all) => some.every(one => all.includes(one));
const grouped = (items, key) => {
    const groups = new Map();
    for (const item of items) {
        const name = key(item);
        if (!groups.has(name)) groups.set(name, []);
        groups.get(name).push(item);
    }
    return groups;
};
const scheme = target => target.split(':')[0];
const day = when => `${Number(when.slice(8, 10))} ${SAID.months[Number(when.slice(5, 7)) - 1]} ${Number(when.slice(0, 4))}`;
function took(started, ended) {
    let seconds = (Date.parse(ended) - Date.parse(started)) / 1000;
    const said = [];
    for (const [size, unit] of [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']]) {
        if (seconds >= size) said.push(`${Math.floor(seconds / size)} ${unit}`);
        seconds %= size;
    }
    return said.slice(0, 2).join(' ') || '0 s';
}

// What a finding is about, and what was seen of it: a name that only says the control again is left out.
function nameOf(f) {
    const name = f.name || (f.resource === f.target ? '' : f.resource),
        [named, control] = [unique(wordsIn(name)), wordsIn(f.control)],
        again =
            f.status !== 'not_assessed' &&
            ((within(named, control) && within(control, named)) ||
                (named.length && within(named, control) && within(named, wordsIn(f.seen))));
    return again ? '' : name;
}
function subjectOf(f, kind) {
    const name = nameOf(f),
        [named, titled] = [wordsIn(name), wordsIn(kind)];
    if (!name && within(titled, wordsIn(f.seen))) return '';
    if (!name || (within(named, titled) && /^[\p{L}\p{N}_\s-]+$/u.test(name))) return kind || name;
    const blank = text => text.toLowerCase().split(/\s+/).filter(Boolean);
    return within(blank(kind), blank(name)) ? name : `${kind} ${name}`;
}
// Findings that are told together.
class Alike {
    constructor(findings) {
        [this.first] = findings;
        this.count = findings.length;
        this.targets = unique(findings.map(f => f.target));
        const same = findings.filter(f => f.kind === this.first.kind && f.seen === this.first.seen);
        this.others = findings.length - same.length;
        this.names = unique(same.map(nameOf).filter(Boolean));
    }

    get also() {
        const names = few(this.names.slice(1), 2);
        return filled('; ', names && `also ${names}`, this.others && counting(this.others, 'other'));
    }
}
const byCheckOf = (findings, most) =>
    [...grouped(findings, f => JSON.stringify([f.check, f.status, f.severity])).values()]
        .slice(0, most)
        .map(group => new Alike(group));

class Night {
    // `members`: findings, coverage, catalogue, profile and scope, as they were sealed.
    constructor(run, members, key, checkpoint) {
        Object.assign(this, members, {run, record: run.record, key, checkpoint, own: true});
        const {coverage} = this,
            weight = f => [STATUSES.indexOf(f.status), f.standing ? 1 : 0, -f.risk, SEVERITY.indexOf(f.severity)];
        coverage.shut = coverage.aside ?? [];
        coverage.not_offered = this.places(target => target.not_offered ?? {});
        // Stable: equal ones stay in the order in which they were sealed.
        this.acting = this.findings.filter(f => !QUIET.includes(f.status)).sort(byKeys(weight));
        this.failing = this.acting.filter(f => f.status === 'fail');
        this.standing = unique(this.acting.filter(f => f.standing).map(f => JSON.stringify([f.check, f.kind]))).length;
        this.count = this.findings.length;
        this.totals = Object.fromEntries(STATUSES.map(status => [status, this.findings.filter(f => f.status === status).length]));
        const stand = this.findings.filter(f => f.status === 'not_assessed' && f.standing).length;
        this.not_assessed = this.totals.not_assessed - stand;
        this.assessed = this.count - this.totals.not_assessed - this.totals.accepted;
        this.organisation = this.scope.organisation ?? '';
        this.first = !this.scope.before;
        this.name();
        this.weigh();
        this.rows = rowsOf(this.findings, this.profile, coverage.reached === coverage.declared);
    }

    name() {
        const titles = this.coverage.targets.map(t => [t.name, t.title || t.target]).filter(([name, said]) => said !== name),
            all = titles.map(([, title]) => title),
            alike = new Set(all.filter((title, at) => all.indexOf(title) !== at));
        this.titles = new Map(titles.map(([name, title]) => [name, alike.has(title) ? `${title} ${name}` : title]));
        const declared = new Map(this.scope.targets.map(({target}) => [target.id, target.owner]));
        this.owners = new Map(
            this.coverage.targets.map(t => [t.name, declared.get(t.target)]).filter(([, owner]) => owner),
        );
    }

    weigh() {
        this.weighs = new Map(this.coverage.targets.map(t => [t.name, {fails: {}, open: 0}]));
        for (const f of this.acting) {
            const weighs = this.weighs.get(f.target);
            if (!weighs) continue;
            if (f.status === 'fail') weighs.fails[f.severity] = (weighs.fails[f.severity] ?? 0) + 1;
            if (f.status === 'not_assessed' && !f.standing) weighs.open++;
        }
        const order = ({fails, open}) => [...SEVERITY.map(s => -(fails[s] ?? 0)), -open];
        this.targets = this.coverage.targets
            .map(target => [target, this.weighs.get(target.name)])
            .sort(byKeys(([t, w]) => [t.reached ? 1 : 0, order(w), this.called(t.name)]));
        const soon = this.findings
            .filter(f => f.fails_in && f.fails_in <= SOON)
            .sort(byKeys(f => [f.fails_in, f.target, f.check, f.resource, f.facet ?? '', f.seen]));
        this.soon = {count: soon.length, first: soon.slice(0, 6), more: soon.length - Math.min(6, soon.length)};
    }

    places(of) {
        const found = new Map();
        for (const target of this.coverage.targets)
            for (const [place, some] of Object.entries(of(target)))
                found.set(place, unique([...(found.get(place) ?? []), ...some]).sort(ordered));
        return new Map([...found].sort(([one], [two]) => ordered(one, two)));
    }

    called = target => this.titles.get(target) ?? target;

    get not_enabled() {
        const found = new Map(),
            alone = this.coverage.targets.length === 1;
        for (const target of this.coverage.targets)
            for (const place of target.not_enabled ?? [])
                found.set(place, [...(found.get(place) ?? []), alone ? 'the account' : this.called(target.name)]);
        return new Map([...found].sort(([one], [two]) => ordered(one, two)));
    }

    get not_comparable() {
        const {coverage, scope: {before}} = this,
            was = (count, one, many) => (count === 1 ? one : many);
        if (!before) return '';
        const away = coverage.targets.filter(t => !t.reached && before.targets.includes(t.target)).length,
            gone = coverage.targets_no_longer_asked.length,
            fewer = coverage.checks_no_longer_asked.length;
        return filled(
            ', ',
            gone && `${counting(gone, 'target')} of it ${was(gone, 'was', 'were')} not asked tonight`,
            fewer && `${counting(fewer, 'check')} of it ${was(fewer, 'was', 'were')} not made tonight`,
            away && `${counting(away, 'target')} ${was(away, 'was', 'were')} not seen tonight`,
        );
    }

    get clean() {
        const {coverage} = this,
            there = coverage.reached === coverage.declared && !coverage.shut.length && !this.not_enabled.size;
        return there && this.assessed === this.count
            ? `${this.assessed} findings, none fails, all assessed.`
            : `${this.assessed} findings were assessed, none of them fails.`;
    }

    get nothing() {
        const why = this.coverage.targets.find(t => t.because)?.because || 'no answer came that can be judged';
        return `Nothing could be assessed: ${why}.`;
    }
}

// How each row of the rule stands: scanner/profile/rule.py.
function rowsOf(findings, profile, whole) {
    const byControl = new Map(),
        proven = new Set();
    for (const f of findings) {
        if (!byControl.has(f.control)) byControl.set(f.control, {});
        const counts = byControl.get(f.control),
            state = f.standing ? 'standing' : f.status;
        counts[state] = (counts[state] ?? 0) + 1;
        if (f.status === 'pass' && f.ephi !== false) proven.add(f.control);
    }
    const names = Object.keys(profile.controls).sort(ordered);
    const strength = (name, cite) => profile.controls[name].supports.find(s => s.cite === cite)?.strength;
    return profile.requirements.map(requirement => {
        const controls = names.map(name => [name, strength(name, requirement.cite)]).filter(([, found]) => found),
            needed = controls.filter(([, found]) => found === 'direct').map(([name]) => name),
            direct = {};
        for (const name of needed)
            for (const [state, count] of Object.entries(byControl.get(name) ?? {}))
                direct[state] = (direct[state] ?? 0) + count;
        const seen = whole && needed.every(name => proven.has(name));
        return {requirement, controls, direct, state: rowState(requirement.evidence.mode, direct, seen)};
    });
}
function rowState(mode, direct, seen) {
    const worst = ['fail', 'not_assessed', 'stale', 'accepted'].find(status => direct[status]);
    if (worst) return worst;
    if (mode !== 'automatic') return 'no_record';
    return seen && direct.pass && !direct.standing ? 'pass' : 'not_assessed';
}
